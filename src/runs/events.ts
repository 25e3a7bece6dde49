import type { GroupApproval } from '../contracts/approval/group.ts';
import type { StepOutcome } from '../contracts/job.ts';
import type { Stored } from '../process/records/record.ts';
import type * as journal from './records/journal.ts';
import type * as notices from './records/notice.ts';
import type { Actor, RunStep } from './run.ts';

/** What can happen to a run. `attempt` makes late and repeated reports harmless. */
export type RunEvent =
  | { readonly type: 'begun' }
  | { readonly type: 'step-started'; readonly step: string; readonly attempt: number }
  | { readonly type: 'step-progress'; readonly step: string; readonly attempt: number; readonly note: string }
  | {
      readonly type: 'step-finished';
      readonly step: string;
      readonly attempt: number;
      readonly outcome: StepOutcome;
      /** The orchestrator's word that the worker answered it, where somebody will rely on that. */
      readonly voucher?: string;
    }
  /** The job expired unclaimed or vanished: dispatch the step again. */
  | { readonly type: 'step-lost'; readonly step: string; readonly attempt: number }
  | {
      readonly type: 'approval-decided';
      readonly decision: 'approve' | 'decline';
      readonly by: Actor;
      readonly round: number;
      readonly planHash: string;
      /** The decision as the bot signed it. */
      readonly statement: string | null;
      /** Entra's token of the approver's sign-in. */
      readonly idToken: string | null;
      /** The list that was decided on, where it was one decision for several runs. */
      readonly group?: GroupApproval;
      readonly notAfter?: number;
    }
  | { readonly type: 'deadline-passed'; readonly name: string }
  /**
   * Somebody says that ServiceNow uses the new certificate.
   * @property asked when the card asked for it that was clicked, milliseconds since 1970: an older card answers nothing
   */
  | { readonly type: 'switch-confirmed'; readonly by: Actor; readonly asked?: number; readonly notAfter?: number }
  /** Somebody wants to be reminded of that in a day. */
  | { readonly type: 'remind-tomorrow'; readonly by: Actor; readonly notAfter?: number }
  | { readonly type: 'retry'; readonly by: Actor; readonly notAfter?: number }
  /** @property notAfter milliseconds since 1970: committed later than this, what a person asked for is not done */
  | { readonly type: 'cancel'; readonly by: Actor; readonly notAfter?: number };

/** What must happen because of it. Committed together with the run. */
export type Effect =
  | { readonly type: 'execute'; readonly step: string; readonly attempt: number; readonly notBefore: number }
  | { readonly type: 'withdraw'; readonly step: string; readonly attempt: number; readonly queue: string }
  | { readonly type: 'set-deadline'; readonly name: string; readonly at: number }
  | { readonly type: 'clear-deadline'; readonly name: string }
  | { readonly type: 'notify'; readonly notice: Notice };

// Their forms and what their members mean stand in records/.
export type Notice = Stored<typeof notices.Notice>;
export type PendingNotice = Stored<typeof notices.PendingNotice>;
export type JournalEntry = Stored<typeof journal.JournalEntry>;

/** Why an event was not accepted; `code` decides the words that a person reads. */
export type Refusal =
  | 'run-closed'
  | 'no-open-approval'
  | 'already-decided'
  | 'not-approver'
  | 'own-request'
  | 'expired'
  | 'plan-changed'
  | 'proof-missing'
  /** It took too long to be noted down, and whoever asked was told nothing. */
  | 'too-late'
  | 'nothing-to-confirm'
  | 'not-handing-over'
  | 'not-administering'
  | 'nothing-to-retry'
  | 'not-allowed';

/** Changes that a step's state goes through; used by `decide` alone. */
export type StepChange = Partial<Omit<RunStep, 'id' | 'name' | 'server' | 'queue' | 'needs'>>;
