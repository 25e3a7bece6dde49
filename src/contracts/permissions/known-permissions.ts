import { type Permission, REQUIRED_PERMISSIONS } from './permissions.ts';
import { TIER_ZERO_ROLES } from './tier-zero.ts';

const GRAPH = { resourceAppId: '00000003-0000-0000-c000-000000000000', resourceName: 'Microsoft Graph' };
const EXCHANGE = { resourceAppId: '00000002-0000-0ff1-ce00-000000000000', resourceName: 'Office 365 Exchange Online' };

/** What an approver reads about a permission from which the whole tenant can be taken over. */
export const TIER_ZERO_MEANING = 'TIER 0: can be turned into control of the WHOLE tenant';

/** Permissions whose id, name and meaning we know; what a configuration says about them must be this. */
const KNOWN: readonly Permission[] = [
  ...REQUIRED_PERMISSIONS,
  {
    ...EXCHANGE,
    appRoleId: 'dc890d15-9560-4a4c-9b7f-a736ec74ec40',
    value: 'full_access_as_app',
    meaning: 'TIER 0: full access to ALL mailboxes of the tenant',
  },
  ...Object.entries(TIER_ZERO_ROLES).map(([appRoleId, value]) => ({
    ...GRAPH,
    appRoleId,
    value,
    meaning: TIER_ZERO_MEANING,
  })),
];

/** What we know of a permission, by its app role id, or by the name of one on the same resource. */
export function knownPermission(permission: Pick<Permission, 'resourceAppId' | 'appRoleId' | 'value'>) {
  const { resourceAppId, appRoleId, value } = permission;
  return (
    KNOWN.find((each) => each.appRoleId === appRoleId) ??
    KNOWN.find((each) => each.resourceAppId === resourceAppId && each.value.toLowerCase() === value.toLowerCase())
  );
}
