import type { Redis } from 'ioredis';
import { field, KINDS, markOf, SEPARATOR, type TenantKind } from './place.ts';

/** Which tenants are asked for; everything that is said must hold. */
export interface Query {
  readonly kinds?: readonly TenantKind[] | undefined;
  /** A part of the label or the domain. */
  readonly word?: string | undefined;
  /** Server groups of which it has one. */
  readonly groups?: readonly string[] | undefined;
  /** Entra object id of whoever asked for its latest run, or a name in rows of earlier releases. */
  readonly requester?: readonly string[] | undefined;
  /** State of its latest run. */
  readonly state?: string | undefined;
}

export interface Found {
  readonly ids: readonly string[];
  readonly total: number;
}

/** Members that Redis looks at before it lets others in. */
const STRIDE = 1000;

/**
 * Finds tenants in the index. Ranges of it when only kinds are asked for, and otherwise Redis looks through it: what it
 * answers is little, however many tenants there are.
 */
export async function searchTenants(
  redis: Redis,
  order: string,
  query: Query,
  from: number,
  most: number,
): Promise<Found> {
  const { kinds = KINDS, word, groups, requester, state } = query;
  if (word ?? groups ?? requester ?? state) {
    const members = await matching(redis, order, query);
    return { ids: members.slice(from, from + most).map(idOf), total: members.length };
  }
  const ids: string[] = [];
  let total = 0;
  for (const kind of KINDS.filter((each) => kinds.includes(each))) {
    const [low, high] = boundsOf(kind);
    const size = await redis.zlexcount(order, low, high);
    const skip = Math.max(0, from - total);
    const wanted = most - ids.length;
    if (skip < size && wanted > 0)
      ids.push(...(await redis.zrangebylex(order, low, high, 'LIMIT', skip, wanted)).map(idOf));
    total += size;
  }
  return { ids, total };
}

/** Bounds of a kind in the order. */
export function boundsOf(kind: TenantKind): [string, string] {
  const mark = markOf(kind);
  return [`[${mark}`, `(${markOf(kind, 1)}`];
}

async function matching(redis: Redis, order: string, query: Query): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of patternsOf(query)) {
    let cursor = '0';
    do {
      const [next, list] = await redis.zscan(order, cursor, 'MATCH', pattern, 'COUNT', STRIDE);
      for (let index = 0; index < list.length; index += 2) found.add(list[index] ?? '');
      cursor = next;
    } while (cursor !== '0');
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

/** Patterns of Redis, one of which a member must match: its parts as `placeOf` puts them together. */
function patternsOf({ kinds, word, groups, requester, state }: Query): string[] {
  const marks = kinds ? `[${kinds.map((kind) => markOf(kind)).join('')}]` : '?';
  const named = word === undefined ? ['*', '*'] : [`*${literal(word)}*`, '*'];
  const either = word === undefined ? [named] : [named, named.toReversed()];
  return either.flatMap(([label = '*', domain = '*']) =>
    (groups?.map(literal) ?? ['*']).flatMap((group) =>
      (requester?.map(literal) ?? ['*']).map((person) =>
        [marks, '*', '*', '*', label, domain, group, person, state ?? '*'].join(SEPARATOR),
      ),
    ),
  );
}

/** A text that means itself in a pattern. */
function literal(text: string): string {
  return field(text).replace(/[\\*?[\]^-]/g, '\\$&');
}

/** The tenant of a member of the order. */
export function idOf(member: string): string {
  return member.split(SEPARATOR)[3] ?? '';
}
