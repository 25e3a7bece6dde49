import type { z } from 'zod';
import { StepFailure } from '../../../contracts/errors.ts';
import { STEPS, type StepContext, type StepInput, type StepOutput } from '../../../contracts/steps/index.ts';
import { callModule, LOCAL_TIMEOUT_MS } from '../call.ts';
import type { RunnerStepTools } from '../tools.ts';
import { SealedCertificate, sealingContext } from './sealed-certificate.ts';

/** Puts the certificate that the primary MID server sealed for this one into its store, not exportable. */
export async function importCertificate(
  tools: RunnerStepTools,
  { sealed, ...input }: StepInput<'import-certificate'>,
  context: StepContext,
): Promise<StepOutput<'import-certificate'>> {
  const { output } = STEPS['import-certificate'];
  const secret = sealed === null ? undefined : await open(tools, sealed, input.thumbprint);
  return callModule(
    tools.powershell,
    { name: 'import-certificate', input, output, timeoutMs: LOCAL_TIMEOUT_MS, secret },
    context,
  );
}

async function open(
  { unseal }: RunnerStepTools,
  sealed: string,
  thumbprint: string,
): Promise<z.infer<typeof SealedCertificate>> {
  try {
    return SealedCertificate.parse(JSON.parse(await unseal(sealed, sealingContext(thumbprint))));
  } catch (error) {
    // No detail: an error about the content could quote it.
    throw new StepFailure(
      {
        kind: 'person',
        code: 'sealed-certificate-refused',
        message: 'The certificate that arrived was not sealed for this runner, or was changed on the way.',
        advice: 'Retry: the certificate is sealed again for {worker}. If this persists, enrol {worker} again.',
      },
      { cause: error },
    );
  }
}
