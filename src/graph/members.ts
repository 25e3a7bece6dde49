import { z } from 'zod';
import type { CloudName } from '../contracts/clouds.ts';
import { Guid } from '../contracts/ids.ts';
import type { Graph } from './client.ts';
import { GraphFailure } from './failures/graph-failure.ts';
import { withQuery } from './requests/odata.ts';

// https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups
const GROUPS_PER_REQUEST = 20;

const Answer = z.object({ value: z.array(Guid) });

/**
 * Which of the groups somebody is in, directly or through other groups.
 * Needs User.Read.All and GroupMember.Read.All in the home tenant.
 * @returns the ids of those groups; none for somebody whom the home tenant does not know.
 * @throws GraphFailure
 */
export async function checkMemberGroups(
  graph: Graph,
  homeTenant: { readonly tenantId: string; readonly cloud: CloudName },
  userId: string,
  groupIds: readonly string[],
): Promise<string[]> {
  const tenant = graph.forTenant(homeTenant.tenantId, homeTenant.cloud);
  const path = `/users/${encodeURIComponent(userId)}/checkMemberGroups`;
  const memberOf: string[] = [];
  for (let start = 0; start < groupIds.length; start += GROUPS_PER_REQUEST) {
    const some = groupIds.slice(start, start + GROUPS_PER_REQUEST);
    try {
      memberOf.push(...(await tenant.post(path, { groupIds: some }, Answer)).value);
    } catch (error) {
      if (error instanceof GraphFailure && error.status === 404) return [];
      throw error;
    }
  }
  return memberOf;
}

const DirectoryObject = z.object({
  '@odata.type': z.string().optional(),
  id: Guid,
  displayName: z.string().nullish(),
});

/**
 * The people of a group, also those of groups in it.
 * https://learn.microsoft.com/graph/api/group-list-transitivemembers
 * Needs GroupMember.Read.All in the home tenant, and User.Read.All for the names.
 * @throws GraphFailure
 */
export async function listGroupMembers(
  graph: Graph,
  homeTenant: { readonly tenantId: string; readonly cloud: CloudName },
  groupId: string,
): Promise<{ id: string; name: string }[]> {
  const path = withQuery(`/groups/${encodeURIComponent(groupId)}/transitiveMembers`, { $top: '999' });
  const members = await graph.forTenant(homeTenant.tenantId, homeTenant.cloud).getAll(path, DirectoryObject);
  const people = members.filter((each) => each['@odata.type'] === '#microsoft.graph.user');
  return people.map(({ id, displayName }) => ({ id, name: displayName?.trim() || 'somebody' }));
}
