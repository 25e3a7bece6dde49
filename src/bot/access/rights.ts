import { RoleName } from '../../process/config/exo-config.ts';

/** What a person may do. Approving is never implied by another role. */
export type Right = 'look' | 'request' | 'operate' | 'approve' | 'administer';

const RIGHTS: Readonly<Record<RoleName, readonly Right[]>> = {
  viewer: ['look'],
  requester: ['look', 'request', 'operate'],
  approver: ['look', 'operate', 'approve'],
  admin: ['look', 'request', 'operate', 'administer'],
};

export function hasRight(roles: readonly RoleName[], right: Right): boolean {
  return roles.some((role) => RIGHTS[role].includes(right));
}

/** Roles that carry a right, for the sentence that says who could do it. */
export function rolesWith(right: Right): RoleName[] {
  return RoleName.options.filter((role) => RIGHTS[role].includes(right));
}
