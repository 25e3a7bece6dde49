import type { RunnerStepName, StepContext, StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { createCertificate } from './certificate/create-certificate.ts';
import { eraseCertificate } from './certificate/erase-certificate.ts';
import { grantKeyAccess } from './certificate/grant-key-access.ts';
import { importCertificate } from './certificate/import-certificate.ts';
import { shareCertificate } from './certificate/share-certificate.ts';
import { checkServer } from './check-server.ts';
import { registerInExchange } from './exchange/register-in-exchange.ts';
import { removeFromExchange } from './exchange/remove-from-exchange.ts';
import { verifyConnection } from './exchange/verify-connection.ts';
import type { RunnerStepTools } from './tools.ts';

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
    'remove-from-exchange': (input, context) => removeFromExchange(tools, input, context),
    'verify-connection': (input, context) => verifyConnection(tools, input, context),
  };
}
