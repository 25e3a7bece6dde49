import type { RunnerStepName, StepContext, StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { checkServer } from './check-server.ts';
import { createCertificate } from './create-certificate.ts';
import { eraseCertificate } from './erase-certificate.ts';
import { grantKeyAccess } from './grant-key-access.ts';
import { importCertificate } from './import-certificate.ts';
import { registerInExchange } from './register-in-exchange.ts';
import { removeFromExchange } from './remove-from-exchange.ts';
import { shareCertificate } from './share-certificate.ts';
import type { RunnerStepTools } from './tools.ts';
import { verifyConnection } from './verify-connection.ts';

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
