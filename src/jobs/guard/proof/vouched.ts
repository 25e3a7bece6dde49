import { CLOUD_QUEUE } from '../../../contracts/job.ts';
import { isStepName } from '../../../contracts/steps/index.ts';
import type { PublicJwk } from '../../../contracts/trust/keys.ts';
import { hashOutput, verifyVoucher } from '../../../contracts/voucher.ts';
import type { ExoConfig } from '../../../process/config/exo-config.ts';
import { messageOf } from '../../../process/errors.ts';
import { isVouched } from '../../../runs/approval/vouched.ts';
import type { Run, RunStep } from '../../../runs/run.ts';

export interface VouchingRules {
  /** This process's own configuration. */
  readonly config: ExoConfig;
  readonly orchestratorKeys: readonly PublicJwk[];
}

/** @param also steps to look at besides those that an approval is about */
export type Doubts = (run: Run, also?: readonly RunStep['name'][]) => Promise<readonly string[]>;

/**
 * Finds what an approval is about and no worker answered: the bot seals the records of runs as well, and whoever has its
 * keys could write a certificate of their own into one, or keep a credential from the approvers.
 * @returns one phrase for each output that is not believed
 */
export function createVouching({ config, orchestratorKeys }: VouchingRules): Doubts {
  return async (run, also = []) => {
    const doubts = await Promise.all(
      run.steps
        .filter((step) => step.state === 'done' && (isVouched(step) || also.includes(step.name)))
        .map(async (step) => {
          const why = await doubt(run, step, workerOf(run, step, config), orchestratorKeys);
          return why ? [`${step.id}: ${why}`] : [];
        }),
    );
    return doubts.flat();
  };
}

async function doubt(run: Run, step: RunStep, worker: string | undefined, keys: readonly PublicJwk[]) {
  if (step.voucher === undefined) return 'nobody vouches for what stands in the run';
  try {
    const { run: id, step: stepId, attempt, from, output } = await verifyVoucher(step.voucher, keys);
    if (id !== run.id || stepId !== step.id || attempt !== step.attempt) return 'it was answered to another attempt';
    if (from !== worker) return `${from} answered it, and not ${worker ?? 'a runner of the configuration'}`;
    if (isStepName(step.name) && output === hashOutput(step.name, step.output)) return undefined;
    return 'something else was answered';
  } catch (error) {
    return messageOf(error);
  }
}

/** Who must have answered a step, by our own configuration. */
function workerOf({ request }: Run, step: RunStep, config: ExoConfig): string | undefined {
  if (step.server === undefined) return CLOUD_QUEUE;
  const server = config.serverGroups[request.serverGroup]?.servers.find(({ name }) => name === step.server);
  return config.certificate.storeLocation === 'CurrentUser' ? server?.connect : server?.elevated;
}
