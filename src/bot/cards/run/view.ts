import type { JournalEntry } from '../../../runs/events.ts';
import type { Run } from '../../../runs/run.ts';
import { listOf } from '../text.ts';
import type { Clock } from '../time.ts';
import type { Reach } from './reach.ts';

/** What a run card shows besides the run. */
export interface RunView extends Clock {
  /** Names of those who may approve. */
  readonly approvers: readonly string[];
  /** MID servers whose runners are not there, or were not accepted. */
  readonly absentServers: readonly {
    readonly server: string;
    readonly lastSeen?: number;
    readonly notAccepted?: true;
  }[];
  /** Why no run moves at present: exo itself cannot do its work. */
  readonly standstill?: { readonly says: string; readonly advice: string };
  readonly journal?: readonly JournalEntry[];
  /** Who was told that an approval is waited for. */
  readonly reach?: Reach;
  /** Where the customer's administrator consents; link mode only. */
  readonly consentUrl?: string;
  /** Where an approver signs in to approve; proof by sign-in only. */
  readonly approvalUrl?: string;
}

/** Who may decide about a run, as they stand in a sentence: `Jon Berg or Ana Ruiz`. */
export function approversOf(run: Run, view: Pick<RunView, 'approvers'>, conjunction: 'and' | 'or' = 'or'): string {
  const { requester, approval } = run.request;
  const names = view.approvers.filter((name) => !approval.fourEyes || name !== requester.name);
  if (names.length > 0) return listOf(names, conjunction);
  return view.approvers.length > 0 ? 'another approver' : 'an approver (none is configured: see Go live, step 4)';
}
