import { describe, expect, test } from 'vitest';
import { afterLook, decideGroup, endGroup, goOn } from '../../../src/runs/groups/changes.ts';
import type { Group } from '../../../src/runs/groups/group.ts';
import type { MemberNow } from '../../../src/runs/groups/member-now.ts';
import { nextOf, type Seen } from '../../../src/runs/groups/next.ts';
import { groupOf } from '../../support/groups.ts';
import { START } from '../../support/run-driver.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';

const HOUR = 3_600_000;
const WAITING: MemberNow = { is: 'waiting' };
const WORKING: MemberNow = { is: 'working', released: false };
const RELEASED: MemberNow = { is: 'working', released: true };
const READY: MemberNow = { is: 'ready' };
const hashOf = (run: string) => run.padEnd(43, '_');
const gate = (run: string, openedAt = START): MemberNow => ({
  is: 'at-gate',
  run,
  round: 1,
  openedAt,
  hash: hashOf(run),
});
const needs = (run: string, code = 'broken', released = false): MemberNow => ({
  is: 'needs',
  run,
  code,
  released,
  text: 'It is broken.',
});

function seenOf(group: Group, nows: readonly MemberNow[]): Seen[] {
  return group.members.map((member, index) => ({ member, now: nows[index] ?? WAITING }));
}

function next(nows: readonly MemberNow[], changes: Partial<Group> = {}, now = START) {
  const group = groupOf(changes);
  const found = nextOf(group, seenOf(group, nows), now);
  return {
    begin: found.begin.map(({ label }) => label),
    release: found.release.map((each) => each.gate.run),
    cancel: found.cancel,
    ask: found.ask,
    unask: found.unask,
    stop: found.stop?.code,
    close: found.close,
  };
}

function look(group: Group, nows: readonly MemberNow[], now = START): Group {
  const seen = seenOf(group, nows);
  return afterLook(group, seen, nextOf(group, seen, now), now)?.group ?? group;
}

const AT_GATES = ['a', 'b', 'c', 'd', 'e'].map((run) => gate(run));

/** Asked for and approved by Jon. */
function approved(nows: readonly MemberNow[] = AT_GATES): Group {
  const asked = look(groupOf(), nows);
  const { hash = '', list } = asked.ask ?? {};
  const said = { decision: 'approve', by: JON, round: list?.round ?? 0, hash, statement: 'signed' } as const;
  const change = decideGroup(asked, said, START);
  if ('refusal' in change) throw new Error(change.refusal);
  return change.group;
}

describe('a group', () => {
  test('begins with its canary alone, and the others once that is at its gate', () => {
    expect(next([]).begin).toEqual(['adatum']);
    expect(next([WORKING]).begin).toEqual([]);
    expect(next([gate('a')]).begin).toEqual(['contoso', 'litware']);
    expect(next([gate('a'), WORKING, WORKING]).begin).toEqual([]);
    expect(next([gate('a'), WORKING, gate('c')]).begin).toEqual(['wingtip']);
  });

  test('of rotations that are covered begins the others once the canary is ready', () => {
    const rotate = { kind: 'rotate' } as const;
    expect(next([RELEASED], rotate).begin).toEqual([]);
    expect(next([READY], rotate).begin).toEqual(['contoso', 'litware']);
  });

  test('of checks has no canary and no stop', () => {
    expect(next([], { kind: 'check' }).begin).toEqual(['adatum', 'contoso']);
    expect(next([needs('a')], { kind: 'check' })).toMatchObject({ stop: undefined, begin: ['contoso', 'litware'] });
  });

  test('asks once, about all that wait, when nothing moves any more', () => {
    expect(next([gate('a'), gate('b'), gate('c'), gate('d'), WORKING]).ask).toBeUndefined();
    expect(next(AT_GATES).ask).toEqual(['a', 'b', 'c', 'd', 'e'].map(hashOf));
    const asked = look(groupOf(), AT_GATES);
    expect(asked).toMatchObject({ state: 'waiting-approval', round: 1 });
    expect(nextOf(asked, seenOf(asked, AT_GATES), START)).toEqual({ begin: [], release: [], cancel: [] });
  });

  test('asks again where one of them is about something else by now', () => {
    const asked = look(groupOf(), AT_GATES);
    const changed = [...AT_GATES.slice(0, 4), gate('f')];
    const closed = look(asked, changed);
    expect(closed.ask).toBeUndefined();
    expect(look(closed, changed)).toMatchObject({ round: 2, state: 'waiting-approval' });
  });

  test('releases its canary first, then as many as may be under way', () => {
    const group = approved();
    const released = (nows: readonly MemberNow[]) =>
      nextOf(group, seenOf(group, nows), START).release.map((each) => each.gate.run);
    expect(released(AT_GATES)).toEqual(['a']);
    expect(released([RELEASED, ...AT_GATES.slice(1)])).toEqual([]);
    expect(released([READY, ...AT_GATES.slice(1)])).toEqual(['b', 'c']);
    expect(released([READY, RELEASED, READY, ...AT_GATES.slice(3)])).toEqual(['d']);
  });

  test('asks again for what an approval does not cover: too old, or given before the run asked', () => {
    const group = approved();
    const left = [READY, READY, READY, READY];
    const later = START + 5 * HOUR;
    expect(nextOf(group, seenOf(group, [...left, gate('e')]), later)).toMatchObject({
      release: [],
      ask: [hashOf('e')],
    });
    const again = gate('e', START + 1);
    expect(nextOf(group, seenOf(group, [...left, again]), START + 2)).toMatchObject({
      release: [],
      ask: [hashOf('e')],
    });
  });

  test('stops at the first new kind of failure, names it, and lets what is under way end', () => {
    const group = approved();
    const nows = [READY, RELEASED, needs('c', 'policy', true), gate('d'), gate('e')];
    const stopped = look(group, nows);
    expect(stopped).toMatchObject({ state: 'stopped', stop: { code: 'policy', label: 'litware' }, known: ['policy'] });
    expect(nextOf(stopped, seenOf(stopped, nows), START)).toEqual({ begin: [], release: [], cancel: [] });

    const change = goOn(stopped, MIA, 'without');
    if ('refusal' in change) throw new Error(change.refusal);
    const went = nextOf(change.group, seenOf(change.group, nows), START);
    expect(went.release.map((each) => each.gate.run)).toEqual(['d']);
    const other = [READY, READY, needs('c', 'policy', true), needs('d', 'other', true), gate('e')];
    expect(nextOf(change.group, seenOf(change.group, other), START).stop?.code).toBe('other');
  });

  test('begins nothing after its canary has failed, and has a new one when somebody goes on', () => {
    const stopped = look(groupOf(), [needs('a')]);
    expect(stopped).toMatchObject({ state: 'stopped', stop: { label: 'adatum' } });
    const change = goOn(stopped, MIA, 'without');
    if ('refusal' in change) throw new Error(change.refusal);
    const begin = nextOf(change.group, seenOf(change.group, [needs('a')]), START).begin;
    expect(begin.map(({ label }) => label)).toEqual(['contoso']);
  });

  test('tried again stops at the same failure again', () => {
    const change = goOn(look(groupOf(), [needs('a')]), MIA, 'again');
    expect(change).toMatchObject({ group: { state: 'working', known: [] } });
  });

  test('ends what nobody has approved when it is stopped for good, and closes when the rest is through', () => {
    const change = endGroup(approved(), MIA);
    if ('refusal' in change) throw new Error(change.refusal);
    const group = change.group;
    const nows = [READY, RELEASED, needs('c', 'policy', true), gate('d'), needs('e')];
    expect(nextOf(group, seenOf(group, nows), START)).toMatchObject({ begin: [], release: [], cancel: ['d', 'e'] });
    const over: MemberNow = { is: 'over' };
    expect(look(group, [READY, READY, over, over, over])).toMatchObject({ state: 'cancelled', finishedAt: START });
  });

  test('is finished when every tenant is', () => {
    expect(look(groupOf(), [READY, READY, READY, { is: 'left', text: 'busy' }, READY])).toMatchObject({
      state: 'finished',
      members: [{ end: { how: 'ready' } }, {}, {}, {}, {}],
    });
  });
});

describe('the approval of a group', () => {
  const asked = look(groupOf(), AT_GATES);
  const said = { decision: 'approve', by: JON, round: 1, hash: asked.ask?.hash ?? '', statement: 'signed' } as const;

  test.each([
    ['who asked for it', { by: { ...MIA, roles: ['approver'] } }, 'own-request'],
    ['somebody who may not', { by: LEE }, 'not-approver'],
    ['a click on an older card', { round: 2 }, 'plan-changed'],
    ['a card that showed something else', { hash: 'x' }, 'plan-changed'],
    ['a decision without a proof', { statement: null }, 'proof-missing'],
  ] as const)('is not given by %s', (_, changes, refusal) => {
    expect(decideGroup(asked, { ...said, ...changes }, START)).toEqual({ refusal });
  });

  test('is given once and in time', () => {
    expect(decideGroup(approved(), said, START)).toEqual({ refusal: 'already-decided' });
    expect(decideGroup(asked, said, START + 25 * HOUR)).toEqual({ refusal: 'expired' });
  });

  test('declined ends it', () => {
    const change = decideGroup(asked, { ...said, decision: 'decline' }, START);
    if ('refusal' in change) throw new Error(change.refusal);
    expect(nextOf(change.group, seenOf(change.group, AT_GATES), START).cancel).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});
