import type { Drift } from '../../../contracts/steps/cloud/drift.ts';
import type { StepContext } from '../../../contracts/steps/index.ts';
import type { TenantGraph } from '../../../graph/client.ts';
import type { AdminAct, Privilege, RequireUnchanged } from '../../guard/privilege.ts';

/** What every cloud step works with besides its input. */
export interface Tools extends StepContext {
  /** Graph in the tenant of the step. */
  readonly graph: TenantGraph;
  /** Application (client) id of the bot's own application: what it made is ours. */
  readonly clientId: string;
  /** Client ids that the bot had before, by this process's own configuration. */
  readonly earlierClientIds: readonly string[];
  now(): Date;
  /** The guard: asked right before anything is given. @throws StepFailure when it may not be, or facts have changed */
  authorize(privilege: Privilege, requireUnchanged?: RequireUnchanged): Promise<void>;
  /** Asked right before an act of an admin that needs no approval. @throws StepFailure when it is not wanted */
  requireAdmin(act: AdminAct): Promise<void>;
  /** What is not as the last onboarding left it on the MID servers of a tenant. */
  lookAtServers(tenantId: string): Promise<Drift[]>;
  /** Waits; rejects when the signal fires. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}
