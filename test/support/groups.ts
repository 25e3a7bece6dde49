import type { Group, GroupMember } from '../../src/runs/groups/group.ts';
import { START } from './run-driver.ts';
import { MIA, RULES, TENANT_ID } from './run-request.ts';

export function memberOf(label: string, digit = '1'): GroupMember {
  return { tenantId: `${digit}${TENANT_ID.slice(1)}`, label };
}

/** Mia asks for five tenants. */
export function groupOf(changes: Partial<Group> = {}): Group {
  const labels = ['adatum', 'contoso', 'litware', 'wingtip', 'fabrikam'];
  return {
    id: 'group_1',
    version: 1,
    kind: 'onboard',
    state: 'working',
    requester: { id: MIA.id, name: MIA.name },
    place: {},
    approval: RULES,
    atOnce: 2,
    createdAt: START,
    members: labels.map((label, index) => memberOf(label, String(index + 1))),
    unknown: [],
    known: [],
    stops: 0,
    round: 0,
    decisions: [],
    ...changes,
  };
}
