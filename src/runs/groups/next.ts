import { MOST_APPROVED_TOGETHER } from '../../contracts/approval/group.ts';
import { type Group, type GroupDecision, type GroupMember, isOver } from './group.ts';
import type { MemberNow } from './member-now.ts';

export interface Seen {
  readonly member: GroupMember;
  readonly now: MemberNow;
}

export type AtGate = Extract<MemberNow, { is: 'at-gate' }>;

/** What a group does next. */
export interface Next {
  /** Tenants whose runs begin. */
  readonly begin: readonly GroupMember[];
  /** Runs that go on under a decision which names them. */
  readonly release: readonly { readonly gate: AtGate; readonly decision: GroupDecision }[];
  /** Runs that end because nobody will approve them any more. */
  readonly cancel: readonly string[];
  /** Asks the approvers about these subjects. */
  readonly ask?: readonly string[];
  /** What was asked is not what the runs are about any more. */
  readonly unask?: true;
  /** A failure of a kind that this group has not met. */
  readonly stop?: { readonly code: string; readonly label: string; readonly text: string };
  /** Nothing is left to do. */
  readonly close?: true;
}

const NOTHING: Next = { begin: [], release: [], cancel: [] };
/** What the others do not wait for. */
const GONE: ReadonlySet<MemberNow['is']> = new Set(['left', 'needs', 'over']);

/**
 * All rules of a group: who is next, when the approvers are asked, when it stops. Pure, and the same however often it is asked:
 * what was done since the group was read shows in its runs.
 * @param now milliseconds since 1970
 */
export function nextOf(group: Group, seen: readonly Seen[], now: number): Next {
  const isMoving = seen.some(({ now: { is } }) => is === 'working');
  if (isOver(group)) {
    const cancel = seen.flatMap(({ now: each }) => unapproved(each));
    return { ...NOTHING, cancel, ...(isMoving || cancel.length > 0 ? {} : { close: true }) };
  }
  const stop = group.kind === 'check' ? undefined : newFailure(group, seen);
  if (stop) return { ...NOTHING, stop };
  if (seen.every(({ now: { is } }) => is === 'ready' || is === 'over' || is === 'left'))
    return { ...NOTHING, close: true };
  if (group.state === 'stopped') return NOTHING;
  const begin = toBegin(group, seen);
  const release = toRelease(group, seen, now, begin.length);
  if (begin.length > 0 || release.length > 0) return { ...NOTHING, begin, release };
  return { ...NOTHING, ...question(group, seen, now, isMoving) };
}

/** Runs that wait for an approval which does not come. */
function unapproved(now: MemberNow): string[] {
  return now.is === 'at-gate' || (now.is === 'needs' && !now.released) ? [now.run] : [];
}

function newFailure({ known }: Group, seen: readonly Seen[]): Next['stop'] {
  for (const { member, now } of seen) {
    if (now.is === 'needs' && !known.includes(now.code)) {
      return { code: now.code, label: member.label, text: now.text };
    }
  }
  return undefined;
}

/** The first tenant that can still get through: the others wait for it. */
function canaryOf(group: Group, seen: readonly Seen[]): MemberNow | undefined {
  return group.kind === 'check' ? undefined : seen.find(({ now: { is } }) => !GONE.has(is))?.now;
}

function room({ atOnce }: Group, seen: readonly Seen[]): number {
  return Math.max(0, atOnce - seen.filter(({ now: { is } }) => is === 'working').length);
}

function toBegin(group: Group, seen: readonly Seen[]): GroupMember[] {
  const waiting = seen.flatMap(({ member, now: { is } }) => (is === 'waiting' ? [member] : []));
  const canary = canaryOf(group, seen);
  if (canary?.is === 'waiting') return waiting.slice(0, 1);
  if (canary?.is === 'working') return [];
  return waiting.slice(0, room(group, seen));
}

function toRelease(group: Group, seen: readonly Seen[], now: number, taken: number): Next['release'] {
  const canary = canaryOf(group, seen);
  if (canary?.is === 'working' || canary?.is === 'waiting') return [];
  const covered = seen.flatMap(({ now: gate }) => {
    const decision = gate.is === 'at-gate' ? decisionFor(group, gate, now) : undefined;
    return gate.is === 'at-gate' && decision ? [{ gate, decision }] : [];
  });
  if (canary?.is === 'at-gate') return covered.filter(({ gate }) => gate === canary);
  return covered.slice(0, Math.max(0, room(group, seen) - taken));
}

/** A decision that names what the run asks for, and was given after it asked: asked again means that the last one did not do. */
function decisionFor({ decisions, approval }: Group, gate: AtGate, now: number): GroupDecision | undefined {
  return decisions.find(
    ({ list, at }) => list.subjects.includes(gate.hash) && at >= gate.openedAt && now <= at + approval.validForMs,
  );
}

/** Asks once nothing moves: everybody who can be on the card is on it. */
function question(group: Group, seen: readonly Seen[], now: number, isMoving: boolean): Pick<Next, 'ask' | 'unask'> {
  const open = seen.flatMap(({ now: gate }) =>
    gate.is === 'at-gate' && !decisionFor(group, gate, now) ? [gate.hash] : [],
  );
  if (group.ask) {
    const isSame = now < group.ask.until && group.ask.list.subjects.every((hash) => open.includes(hash));
    return isSame ? {} : { unask: true };
  }
  if (isMoving || open.length === 0) return {};
  return { ask: open.slice(0, MOST_APPROVED_TOGETHER) };
}
