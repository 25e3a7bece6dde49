import type { GroupView, MemberLine } from '../../src/bot/cards/index.ts';
import { groupApproval, hashGroup } from '../../src/contracts/approval/group.ts';
import type { Group } from '../../src/runs/groups/group.ts';
import { groupOf, memberOf } from './groups.ts';
import { RunDriver, START } from './run-driver.ts';
import { JON, makeRequest, TENANT_ID } from './run-request.ts';

const CLOCK = { now: START, timeZone: 'UTC' };

function view(group: Group, members: readonly MemberLine[]): GroupView {
  return { ...CLOCK, group, members, approvers: [JON.name, 'Ana Ruiz'] };
}

/** Tenants of a group at their gates; the last one somebody else works on. */
export function askedGroup(count = 4): GroupView {
  const labels = count === 4 ? ['adatum', 'contoso', 'wingtip', 'fabrikam'] : undefined;
  const asked = Array.from({ length: count }, (_, index): MemberLine => {
    const label = labels?.[index] ?? `tenant-${index}`;
    const tenant = { id: TENANT_ID, domain: `${label}.com`, label, cloud: 'global' } as const;
    const driver = new RunDriver(makeRequest({ tenant }));
    driver.finishAll();
    const { planHash: hash = '', subject = null } = driver.run.gate ?? {};
    const now = { is: 'at-gate', run: driver.run.id, round: 1, openedAt: START, hash } as const;
    return { label, run: driver.run.id, now, subject: subject ?? undefined };
  });
  const hashes = asked.flatMap(({ now }) => (now.is === 'at-gate' ? [now.hash] : []));
  const list = groupApproval('group_1', 1, hashes);
  const ask = { list, hash: hashGroup(list), openedAt: START, until: START + 86_400_000 };
  const unknown = [{ name: 'nosuch.com', text: 'Microsoft Entra knows no such tenant.' }];
  const left: MemberLine = {
    label: 'litware',
    run: undefined,
    now: { is: 'left', text: 'litware-3 is already working on it.' },
    subject: undefined,
  };
  return view(groupOf({ state: 'waiting-approval', round: 1, ask, unknown }), [...asked, left]);
}

export function stoppedGroup(): GroupView {
  const text = 'The policy allows 90 days.';
  const needs = { is: 'needs', run: 'litware-1', released: true, code: 'policy', text } as const;
  const gate = { is: 'at-gate', run: 'wingtip-1', round: 1, openedAt: START, hash: '' } as const;
  const nows = [{ is: 'ready' }, { is: 'ready' }, needs, gate, { is: 'waiting' }] as const;
  const stop = { code: 'policy', label: 'litware', text, at: START };
  const group = groupOf({ state: 'stopped', stop, known: ['policy'], stops: 1 });
  const members = group.members.map(({ label }, index): MemberLine => {
    const now = nows[index] ?? { is: 'waiting' };
    return { label, run: 'run' in now ? now.run : undefined, now, subject: undefined };
  });
  return view(group, members);
}

/** Many tenants, in every other of which something was found. */
export function groupView(count: number, kind: Group['kind']): GroupView {
  const members = Array.from({ length: count }, (_, index): MemberLine => {
    const text = 'A client secret "backup" that exo did not add.';
    const now = index % 2 === 0 ? ({ is: 'ready', text } as const) : ({ is: 'working', released: true } as const);
    return { label: `tenant-${index}`, run: `tenant-${index}-check-1`, now, subject: undefined };
  });
  return view(groupOf({ kind, members: members.map(({ label }) => memberOf(label)) }), members);
}
