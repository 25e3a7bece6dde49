import { driftIn } from '../drift/open-drift.ts';
import { withServer } from '../named-failure.ts';
import { findStep, isFinal, type Run } from '../run.ts';
import type { GroupMember } from './group.ts';

/** How a tenant of a group is doing. */
export type MemberNow =
  /** Its turn has not come. */
  | { readonly is: 'waiting' }
  /** `released`: an approver, or an earlier approval, let it go on to what gives something. */
  | { readonly is: 'working'; readonly released: boolean }
  | {
      readonly is: 'at-gate';
      readonly run: string;
      readonly round: number;
      readonly openedAt: number;
      /** `hashSubject` of what it asks for. */
      readonly hash: string;
    }
  | {
      readonly is: 'needs';
      readonly run: string;
      readonly released: boolean;
      readonly code: string;
      readonly text: string;
    }
  | { readonly is: 'ready'; readonly text?: string }
  | { readonly is: 'over'; readonly text?: string }
  | { readonly is: 'left'; readonly text?: string };

/** @param run missing where it cannot be read; then it is waited for */
export function memberNow(member: GroupMember, run: Run | undefined): MemberNow {
  if (member.end) return { is: member.end.how, ...(member.end.text === undefined ? {} : { text: member.end.text }) };
  if (member.run === undefined) return { is: 'waiting' };
  if (!run) return { is: 'working', released: true };
  if (run.state === 'finished' || isRenewed(run)) return ready(run);
  if (isFinal(run)) return { is: 'over', text: `${run.state} by ${run.closedBy?.name ?? 'somebody'}.` };
  const released = isReleased(run);
  const failed = run.steps.find(({ state }) => state === 'failed');
  if (run.state === 'needs-person' && failed) {
    const { code = 'unknown', message = 'A step failed.' } = failed.error ?? {};
    return { is: 'needs', run: run.id, released, code, text: withServer(run, failed, message) };
  }
  const { gate } = run;
  if (run.state === 'waiting-approval' && gate?.state === 'open') {
    return { is: 'at-gate', run: run.id, round: gate.round, openedAt: gate.openedAt, hash: gate.planHash };
  }
  return { is: 'working', released };
}

/** What is left of a rotation waits for a person for weeks, and has a card of its own. */
function isRenewed(run: Run): boolean {
  const step = findStep(run, 'await-switch');
  return step !== undefined && step.state !== 'waiting';
}

function isReleased(run: Run): boolean {
  const gate = run.steps.find(({ name }) => name === 'approve-consent');
  return gate === undefined || gate.state === 'done' || gate.state === 'skipped';
}

function ready(run: Run): MemberNow {
  const [first, ...more] = run.request.kind === 'check' ? driftIn(run).open : [];
  if (!first) return { is: 'ready' };
  return { is: 'ready', text: `${first.text}${more.length > 0 ? ` and ${more.length} more` : ''}`.slice(0, 600) };
}
