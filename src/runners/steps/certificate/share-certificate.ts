import { StepFailure } from '../../../contracts/errors.ts';
import type { StepContext, StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import type { PublicJwk } from '../../../contracts/trust/keys.ts';
import { messageOf } from '../../../process/errors.ts';
import { callModule, LOCAL_TIMEOUT_MS } from '../call.ts';
import type { RunnerStepTools } from '../tools.ts';
import { SealedCertificate, sealingContext } from './sealed-certificate.ts';

/** Takes the certificate out of the primary MID server's store, in memory, and seals it for one other server. */
export async function shareCertificate(
  tools: RunnerStepTools,
  { thumbprint, storeLocation, recipient }: StepInput<'share-certificate'>,
  context: StepContext,
): Promise<StepOutput<'share-certificate'>> {
  // Before the key leaves the store, even in memory.
  const sealKey = await keyOf(tools, recipient);
  const { pfx, password } = await callModule(
    tools.powershell,
    {
      name: 'share-certificate',
      input: { thumbprint, storeLocation },
      output: SealedCertificate,
      timeoutMs: LOCAL_TIMEOUT_MS,
    },
    context,
  );
  return { sealed: await tools.seal(sealKey, JSON.stringify({ pfx, password }), sealingContext(thumbprint)) };
}

/** The key of the runner that the orchestrator itself vouches for, in a statement of its own beside the signed job. */
async function keyOf(
  tools: RunnerStepTools,
  { runner, generation, record: statement }: StepInput<'share-certificate'>['recipient'],
): Promise<PublicJwk> {
  try {
    const record = await tools.openRecord(statement);
    if (record.removed) throw new Error(`${record.id} was removed`);
    if (record.id !== runner) throw new Error(`it is the record of ${record.id}`);
    if (record.generation !== generation) throw new Error(`it is of generation ${record.generation}`);
    return record.sealKey;
  } catch (error) {
    throw new StepFailure(
      {
        kind: 'person',
        code: 'recipient-not-trusted',
        message: `The certificate was not shared: ${runner} is not proved to be an accepted runner.`,
        advice: `Compare the fingerprint of ${runner} in @exo runners with the one on its MID server, enrol it again if they differ, then Retry.`,
        detail: messageOf(error),
      },
      { cause: error },
    );
  }
}
