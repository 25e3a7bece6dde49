import type { ExoConfig } from '../../process/config/exo-config.ts';
import { type Right, rolesWith } from '../../runs/rights.ts';
import { listOf, unmarked } from '../cards/text.ts';
import { holderNames } from './people.ts';

const DOES: Readonly<Record<Right, string>> = {
  look: 'see runs and tenants',
  request: 'ask for this',
  operate: 'do this',
  'hand-over': 'say that ServiceNow uses the new certificate',
  approve: 'decide this',
  administer: 'do this',
};

/** Says who could do what somebody may not. */
export function lacksRight(config: ExoConfig, right: Right): string {
  const roles = rolesWith(right);
  const names = [...new Set(roles.flatMap((role) => holderNames(config.roles[role])))];
  const who = names.length > 0 ? listOf(names, 'and') : 'nobody yet (see roles in exo.config.yaml)';
  return `You do not have the right to ${DOES[right]}. It belongs to the role ${listOf(roles, 'or')}: ${unmarked(who)}.`;
}
