import { StepFailure } from '../../contracts/errors.ts';
import { CLOUD_QUEUE } from '../../contracts/job.ts';
import { outputOf } from '../outputs.ts';
import { oldCertificates } from '../rotation/certificates.ts';
import { SWITCH } from '../rotation/switch.ts';
import type { Run, RunStep } from '../run.ts';
import { certificateRunner } from './inputs/certificate-store.ts';
import { rotationInput } from './inputs/rotation-inputs.ts';
import { onboardPlan } from './onboard.ts';
import { type Plan, waiting } from './plan.ts';

/**
 * A new certificate in the place of the present one. Up to the proof on every MID server it is an onboarding, which makes
 * good what is missing on the way; then comes what only a person can do, and after it the end of the old certificate.
 */
export const rotatePlan: Plan = {
  ...onboardPlan,

  steps(request) {
    const erase = request.servers.map((server) =>
      waiting({
        id: `erase-certificate@${server.name}`,
        name: 'erase-certificate',
        server: server.name,
        queue: certificateRunner(request, server),
        needs: ['watch-retired'],
      }),
    );
    const cloud = (name: RunStep['name'], needs: string[]) => waiting({ id: name, name, queue: CLOUD_QUEUE, needs });
    return [
      ...onboardPlan.steps(request),
      waiting({ id: SWITCH, name: SWITCH, queue: null, needs: ['hand-over'] }),
      cloud('watch-use', [SWITCH]),
      cloud('retire-certificate', ['watch-use']),
      cloud('watch-retired', ['retire-certificate']),
      ...erase,
    ];
  },

  skip(run, step) {
    if (AFTER_USE.has(step.name) && outputOf(run, 'watch-use')?.keys.length === 0) {
      // It ended, or somebody took it off; its private keys go all the same.
      if (step.name !== 'erase-certificate') return 'the old certificate is not on the application any more';
    }
    if (step.name === 'erase-certificate' && oldCertificates(run).length === 0) return 'there is no old certificate';
    return onboardPlan.skip(run, step);
  },

  input(run, step, runners) {
    if (step.name !== 'create-certificate') requireNew(run);
    return rotationInput(run, step) ?? withReplaced(run, step, onboardPlan.input(run, step, runners));
  },

  returns(_run, step, error) {
    if (step.name !== 'watch-retired' || error.code !== 'old-certificate-restored') return [];
    return [SWITCH, 'watch-use', 'retire-certificate', 'watch-retired'];
  },
};

const AFTER_USE: ReadonlySet<RunStep['name']> = new Set(['retire-certificate', 'watch-retired', 'erase-certificate']);

function withReplaced({ request }: Run, step: RunStep, input: unknown): unknown {
  if (step.name !== 'create-certificate' || !request.rotation) return input;
  return { ...Object(input), replaces: [request.rotation.replaces] };
}

/** A runner of an earlier release does not know which certificate is to be replaced and hands it out again. */
function requireNew({ request, ...run }: Run): void {
  const made = outputOf({ request, ...run }, 'create-certificate')?.thumbprint;
  if (made === undefined || made !== request.rotation?.replaces) return;
  throw new StepFailure({
    kind: 'person',
    code: 'runner-outdated',
    message: '{primary} handed out the certificate that is to be replaced: its runner is of an earlier release.',
    advice: 'Update the runners on {primary}, cancel this run and rotate {tenant} again.',
  });
}
