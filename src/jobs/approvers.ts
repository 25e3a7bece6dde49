import type { Graph } from '../graph/client.ts';
import { checkMemberGroups } from '../graph/members.ts';
import type { ExoConfig } from '../process/config/exo-config.ts';

/**
 * Whether whoever approved still may: asked again when the step executes, hours after the click.
 * @throws GraphFailure when a group's membership cannot be read
 */
export function createApproverCheck(config: ExoConfig, graph: Graph) {
  return async (personId: string): Promise<boolean> => {
    const holders = config.roles.approver;
    if (holders.some((holder) => 'person' in holder && holder.person === personId)) return true;
    const groups = holders.flatMap((holder) => ('group' in holder ? [holder.group] : []));
    if (groups.length === 0) return false;
    const home = config.organisation;
    return (await checkMemberGroups(graph, home, personId, groups)).length > 0;
  };
}
