import { RoleName } from '../process/config/exo-config.ts';

/** What a person may do. Approving is never implied by another role. */
export type Right = 'look' | 'request' | 'operate' | 'hand-over' | 'approve' | 'administer';

/** The one table of rights: for the rules of runs and for everything that the bot answers. */
const RIGHTS: ReadonlyMap<string, readonly Right[]> = new Map<RoleName, readonly Right[]>([
  ['viewer', ['look']],
  ['requester', ['look', 'request', 'operate', 'hand-over']],
  ['approver', ['look', 'operate', 'approve']],
  ['admin', ['look', 'request', 'operate', 'hand-over', 'administer']],
]);

/** Whether one of the roles carries the right. A role that is not in the table carries none. */
export function hasRight(roles: readonly string[], right: Right): boolean {
  return roles.some((role) => RIGHTS.get(role)?.includes(right) ?? false);
}

/** Roles that carry a right, for the sentence that says who could do it. */
export function rolesWith(right: Right): RoleName[] {
  return RoleName.options.filter((role) => hasRight([role], right));
}
