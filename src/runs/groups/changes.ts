import { groupApproval, hashGroup } from '../../contracts/approval/group.ts';
import type { Refusal } from '../events.ts';
import { hasRight } from '../rights.ts';
import type { Actor, Person } from '../run.ts';
import { type Group, isOver } from './group.ts';
import type { Next, Seen } from './next.ts';

/** The group after a change, and what the audit log says of it. */
export interface Changed {
  readonly group: Group;
  readonly what: string;
  readonly by?: Person;
  readonly detail?: string;
  /** `hashGroup` of what was decided on. */
  readonly subject?: string;
}

export type Change = Changed | { readonly refusal: Refusal };

/** @param now milliseconds since 1970 */
export function decideGroup(group: Group, { decision, by, round, hash, statement }: Decided, now: number): Change {
  const { ask, ...rest } = group;
  if (!ask)
    return {
      refusal: group.decisions.some((each) => each.list.round === round) ? 'already-decided' : 'no-open-approval',
    };
  if (ask.list.round !== round || ask.hash !== hash) return { refusal: 'plan-changed' };
  if (now >= ask.until) return { refusal: 'expired' };
  if (!hasRight(by.roles, 'approve')) return { refusal: 'not-approver' };
  if (group.approval.fourEyes && by.id === group.requester.id) return { refusal: 'own-request' };
  const person = { id: by.id, name: by.name };
  if (decision === 'decline') {
    const declined: Group = { ...rest, state: 'declined', closedBy: person };
    return { group: declined, what: 'group declined', by: person, subject: hash };
  }
  if (statement === null) return { refusal: 'proof-missing' };
  const decided = { ...ask, by: person, at: now, statement };
  const approved: Group = { ...rest, state: 'working', decisions: [...group.decisions, decided] };
  return { group: approved, what: 'group approved', by: person, subject: hash };
}

export interface Decided {
  readonly decision: 'approve' | 'decline';
  readonly by: Actor;
  readonly round: number;
  readonly hash: string;
  readonly statement: string | null;
}

/**
 * Goes on after a stop.
 * @param how `without`: what failed in this way stops it no more; `again`: its runs are tried again, and may stop it again
 */
export function goOn({ stop, ...group }: Group, by: Actor, how: 'without' | 'again'): Change {
  if (!hasRight(by.roles, 'operate')) return { refusal: 'not-allowed' };
  if (isOver(group)) return { refusal: 'run-closed' };
  if (!stop) return { refusal: 'nothing-to-retry' };
  const state = group.ask ? 'waiting-approval' : 'working';
  const known = how === 'again' ? group.known.filter((code) => code !== stop.code) : group.known;
  const person = { id: by.id, name: by.name };
  return { group: { ...group, state, known }, what: 'group continued', by: person, detail: `${stop.code}, ${how}` };
}

/** Nothing new begins; what has not been approved ends, and what is under way goes on. */
export function endGroup({ stop: _, ask: __, ...group }: Group, by: Actor): Change {
  if (!hasRight(by.roles, 'operate')) return { refusal: 'not-allowed' };
  if (isOver(group)) return { refusal: 'run-closed' };
  const closedBy = { id: by.id, name: by.name };
  return { group: { ...group, state: 'cancelled', closedBy }, what: 'group cancelled', by: closedBy };
}

/** What a look at the runs comes to. @returns undefined when nothing has changed */
export function afterLook(group: Group, seen: readonly Seen[], next: Next, now: number): Changed | undefined {
  const members = seen.map(({ member, now: { is, ...rest } }) => {
    if (member.end || (is !== 'ready' && is !== 'over')) return member;
    return { ...member, end: { how: is, ...('text' in rest && rest.text ? { text: rest.text.slice(0, 600) } : {}) } };
  });
  const isSame = members.every((member, index) => member === group.members[index]);
  const looked = { ...group, members };
  if (next.close) {
    const state = isOver(group) ? group.state : 'finished';
    return { group: { ...looked, state, finishedAt: now }, what: 'group finished' };
  }
  if (next.stop) {
    const known = [...group.known, next.stop.code];
    const stopped: Group = {
      ...looked,
      state: 'stopped',
      stop: { ...next.stop, at: now },
      known,
      stops: group.stops + 1,
    };
    return { group: stopped, what: 'group stopped', detail: `${next.stop.label}: ${next.stop.code}` };
  }
  if (next.ask) {
    const list = groupApproval(group.id, group.round + 1, next.ask);
    const ask = { list, hash: hashGroup(list), openedAt: now, until: now + group.approval.expiresAfterMs };
    return {
      group: { ...looked, state: 'waiting-approval', round: list.round, ask },
      what: 'group approval asked',
      subject: ask.hash,
    };
  }
  if (next.unask) {
    const { ask: _, ...rest } = looked;
    return {
      group: { ...rest, state: group.state === 'waiting-approval' ? 'working' : group.state },
      what: 'group approval replaced',
    };
  }
  return isSame ? undefined : { group: looked, what: 'group changed' };
}
