import type { StepContext, StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { callModule, LOCAL_TIMEOUT_MS } from './call.ts';
import type { RunnerStepTools } from './index.ts';
import { SealedCertificate, sealingContext } from './sealed-certificate.ts';

/** Takes the certificate out of the primary MID server's store, in memory, and seals it for one other server. */
export async function shareCertificate(
  { powershell, seal }: RunnerStepTools,
  { thumbprint, storeLocation, recipient }: StepInput<'share-certificate'>,
  context: StepContext,
): Promise<StepOutput<'share-certificate'>> {
  const { pfx, password } = await callModule(
    powershell,
    {
      name: 'share-certificate',
      input: { thumbprint, storeLocation },
      output: SealedCertificate,
      timeoutMs: LOCAL_TIMEOUT_MS,
    },
    context,
  );
  return { sealed: await seal(recipient.sealKey, JSON.stringify({ pfx, password }), sealingContext(thumbprint)) };
}
