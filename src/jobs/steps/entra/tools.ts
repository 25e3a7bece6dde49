import type { Approval } from '../../../contracts/job.ts';
import type { StepContext } from '../../../contracts/steps/index.ts';
import type { TenantGraph } from '../../../graph/client.ts';

/** What every cloud step works with besides its input. */
export interface Tools extends StepContext {
  /** Graph in the tenant of the step. */
  readonly graph: TenantGraph;
  /** Application (client) id of the bot's own application: what it made is ours. */
  readonly clientId: string;
  now(): Date;
  /** Whether the approver of an approval still holds the role. */
  mayApprove(approval: Approval): Promise<boolean>;
  /** Waits; rejects when the signal fires. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}
