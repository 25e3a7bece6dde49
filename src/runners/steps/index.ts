import type { PublicJwk } from '../../contracts/keys.ts';
import type { RunnerRecord } from '../../contracts/runner-record.ts';
import type { RunnerStepName, StepContext, StepInput, StepOutput } from '../../contracts/steps/index.ts';
import type { PowerShellHost } from '../powershell/host.ts';
import { checkServer } from './check-server.ts';
import { createCertificate } from './create-certificate.ts';
import { eraseCertificate } from './erase-certificate.ts';
import { grantKeyAccess } from './grant-key-access.ts';
import { importCertificate } from './import-certificate.ts';
import { registerInExchange } from './register-in-exchange.ts';
import { shareCertificate } from './share-certificate.ts';
import { verifyConnection } from './verify-connection.ts';

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

export type RunnerSteps = {
  readonly [N in RunnerStepName]: (input: StepInput<N>, context: StepContext) => Promise<StepOutput<N>>;
};

/** The steps of both runners of a MID server, by name. */
export function createRunnerSteps(tools: RunnerStepTools): RunnerSteps {
  return {
    'check-server': (input, context) => checkServer(tools, input, context),
    'create-certificate': (input, context) => createCertificate(tools, input, context),
    'share-certificate': (input, context) => shareCertificate(tools, input, context),
    'import-certificate': (input, context) => importCertificate(tools, input, context),
    'grant-key-access': (input, context) => grantKeyAccess(tools, input, context),
    'erase-certificate': (input, context) => eraseCertificate(tools, input, context),
    'register-in-exchange': (input, context) => registerInExchange(tools, input, context),
    'verify-connection': (input, context) => verifyConnection(tools, input, context),
  };
}
