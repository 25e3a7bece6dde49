import type { Stored } from '../../process/records/record.ts';
import type * as record from './record.ts';

// The form of what is stored, and what its members mean, stands in record.ts.
export type Group = Stored<typeof record.Group>;
export type GroupMember = Stored<typeof record.GroupMember>;
export type GroupAsk = Stored<typeof record.GroupAsk>;
export type GroupDecision = Stored<typeof record.GroupDecision>;

const MARK = 'group_';

/** No run can have such an id: names of tenants have no underscore. */
export function groupId(now: number): string {
  return `${MARK}${Math.floor(now / 1000).toString(36)}`;
}

export function isGroupId(id: string): boolean {
  return id.startsWith(MARK);
}

const OVER: ReadonlySet<Group['state']> = new Set(['finished', 'declined', 'cancelled']);

/** Whether nothing of it begins any more; what is under way may still end. */
export function isOver({ state }: Pick<Group, 'state'>): boolean {
  return OVER.has(state);
}

/** Whether the group has nothing more to do at all. */
export function isClosed({ finishedAt }: Pick<Group, 'finishedAt'>): boolean {
  return finishedAt !== undefined;
}

/** The group that a run belongs to. */
export function groupOf(request: { readonly place: Readonly<Record<string, unknown>> }): string | undefined {
  const id = request.place['group'];
  return typeof id === 'string' && isGroupId(id) ? id : undefined;
}
