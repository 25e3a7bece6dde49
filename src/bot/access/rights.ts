import type { RoleName } from '../../process/config/exo-config.ts';

/** What a person may do. Approving is never implied by another role. */
export type Right = 'look' | 'request' | 'operate' | 'approve';

const RIGHTS: Readonly<Record<RoleName, readonly Right[]>> = {
  viewer: ['look'],
  requester: ['look', 'request', 'operate'],
  approver: ['look', 'operate', 'approve'],
  admin: ['look', 'request', 'operate'],
};

export function hasRight(roles: readonly RoleName[], right: Right): boolean {
  return roles.some((role) => RIGHTS[role].includes(right));
}

/** Roles that carry a right, for the sentence that says who could do it. */
export function rolesWith(right: Right): RoleName[] {
  return (Object.keys(RIGHTS) as RoleName[]).filter((role) => RIGHTS[role].includes(right));
}
