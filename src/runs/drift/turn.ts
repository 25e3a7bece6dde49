import { shareOf } from '../due/share-of.ts';

const DAY_MS = 86_400_000;

/** The next moment at which a tenant is looked at, later than another: once a day, at a time of its own. */
export function nextTurn(tenantId: string, after: number): number {
  const turn = Math.floor(after / DAY_MS) * DAY_MS + Math.floor(shareOf(tenantId) * DAY_MS);
  return turn > after ? turn : turn + DAY_MS;
}
