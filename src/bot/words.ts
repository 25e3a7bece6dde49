import type { ExoConfig } from '../process/config/exo-config.ts';
import { holderNames } from './access/people.ts';
import { type Right, rolesWith } from './access/rights.ts';

const DOES: Readonly<Record<Right, string>> = {
  look: 'see runs and tenants',
  request: 'ask for this',
  operate: 'do this',
  approve: 'decide this',
};

/** Says who could do what somebody may not. */
export function lacksRight(config: ExoConfig, right: Right): string {
  const roles = rolesWith(right);
  const names = [...new Set(roles.flatMap((role) => holderNames(config.roles[role])))];
  const who = names.length > 0 ? listOf(names, 'and') : 'nobody yet (see roles in exo.config.yaml)';
  return `You have no right to ${DOES[right]}. It belongs to the role ${listOf(roles, 'or')}: ${who}.`;
}

/** `a`, `a or b`, `a, b or c`. */
export function listOf(items: readonly string[], conjunction: 'and' | 'or'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

/** Text from outside for a message, where Teams would read Markdown and HTML. */
export function plain(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]~#|]/g, '\\$&');
}
