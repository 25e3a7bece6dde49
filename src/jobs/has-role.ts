import type { Graph } from '../graph/client.ts';
import { checkMemberGroups } from '../graph/members.ts';
import type { ExoConfig, RoleName } from '../process/config/exo-config.ts';

/**
 * Whether a person holds a role by the configuration of this process, now.
 * @returns a function that throws GraphFailure when a group's membership cannot be read
 */
export function createRoleCheck(config: ExoConfig, graph: Graph) {
  return async (person: string, role: RoleName): Promise<boolean> => {
    const holders = config.roles[role];
    if (holders.some((holder) => 'person' in holder && holder.person === person)) return true;
    const groups = holders.flatMap((holder) => ('group' in holder ? [holder.group] : []));
    return groups.length > 0 && (await checkMemberGroups(graph, config.organisation, person, groups)).length > 0;
  };
}
