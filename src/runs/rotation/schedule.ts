import type { RotationWindow } from '../../process/config/rotation.ts';
import { shareOf } from '../due/share-of.ts';
import { nextInWindow } from './window.ts';

const DAY_MS = 86_400_000;
/** Earlier than this before its end no certificate is renewed by itself. */
const EARLIEST_MS = 60 * DAY_MS;
/** Tenants that were onboarded together are renewed over so many days. */
const SPREAD_MS = 14 * DAY_MS;
/** Whoever keeps a copy of a certificate may see a new one only days later: https://learn.microsoft.com/azure/key-vault */
const FLOOR_MS = 5 * DAY_MS;
/** Rotations that begin by themselves within 24 hours, all tenants together: people enter the values. */
export const MOST_A_DAY = 25;
/** After this time it is looked at again: somebody may have cancelled what was begun. */
const AGAIN_MS = 7 * DAY_MS;

/** The certificate of a tenant, and when its rotation may begin. Moments in milliseconds since 1970. */
export interface Renewable {
  readonly tenantId: string;
  readonly endsAt: number;
  readonly lifeMs: number;
  readonly window: RotationWindow;
}

/** The last moment at which a rotation begins, window or not. */
export function latestBegin({ endsAt }: Pick<Renewable, 'endsAt'>): number {
  return endsAt - FLOOR_MS;
}

/**
 * When the rotation of a certificate begins by itself: at two thirds of its life or 60 days before its end, whichever is
 * later, spread over two weeks by tenant, in the tenant's window, and never later than 5 days before its end.
 */
export function beginsAt(renewable: Renewable): number {
  const { tenantId, endsAt, lifeMs, window } = renewable;
  const latest = latestBegin(renewable);
  const due = Math.max(endsAt - lifeMs / 3, endsAt - EARLIEST_MS);
  const spread = Math.max(0, Math.min(SPREAD_MS, latest - due));
  return Math.min(nextInWindow(due + shareOf(tenantId) * spread, window), latest);
}

/**
 * When a rotation that is due is looked at next, because it did not begin now.
 * @param why `crowded`: enough have begun today · `begun`: it did, and may be cancelled · `blocked`: something else holds the tenant
 */
export function looksAgainAt(renewable: Renewable, why: 'crowded' | 'begun' | 'blocked', now: number): number {
  const pause = { crowded: 3_600_000, begun: AGAIN_MS, blocked: DAY_MS }[why];
  const latest = latestBegin(renewable);
  // Near the end it is tried daily whatever the window is.
  if (now + pause >= latest) return Math.max(latest, now + (why === 'crowded' ? pause : DAY_MS));
  return Math.min(nextInWindow(now + pause, renewable.window), latest);
}

/** Whether another rotation may begin: a day has its measure, and the end of a certificate counts more. */
export function mayBegin(renewable: Renewable, begunToday: number, now: number): boolean {
  return begunToday < MOST_A_DAY || now >= latestBegin(renewable);
}
