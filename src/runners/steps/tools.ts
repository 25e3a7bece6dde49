import type { RunnerRecord } from '../../contracts/fleet/runner-record.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import type { PowerShellHost } from '../powershell/host.ts';

/** What the steps of a runner work with. */
export interface RunnerStepTools {
  readonly powershell: PowerShellHost;
  /** Encrypts for one recipient; `context` says what the content is about. */
  seal(recipient: PublicJwk, content: string, context: string): Promise<string>;
  /** The record of a runner, as the orchestrator signed it. @throws Error when it did not */
  openRecord(statement: string): Promise<RunnerRecord>;
  /** Opens what was sealed for this runner about `context`. */
  unseal(sealed: string, context: string): Promise<string>;
}
