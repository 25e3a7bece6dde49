import { CLOUD_QUEUE } from '../../contracts/job.ts';
import type { RunRequest } from '../run.ts';
import { inputOf } from './inputs/inputs.ts';
import { type Plan, waiting } from './plan.ts';

/** Undoes exactly what `suspend` did, and proves on every MID server that the tenant lets exo in again. */
export const resumePlan: Plan = {
  holdsTenant: true,
  steps: (request) => [
    waiting({ id: 'find-application', name: 'find-application', queue: CLOUD_QUEUE, needs: [] }),
    waiting({ id: 'resume-application', name: 'resume-application', queue: CLOUD_QUEUE, needs: ['find-application'] }),
    ...request.servers.map(({ name, connect }) =>
      waiting({
        id: `verify-connection@${name}`,
        name: 'verify-connection',
        server: name,
        queue: connect,
        needs: ['resume-application'],
      }),
    ),
  ],
  skip({ request }, step) {
    if (step.name === 'resume-application' && staysDisabled(request)) return 'it was disabled before exo suspended it';
    if (step.name !== 'verify-connection') return undefined;
    if (staysDisabled(request)) return 'the application stays disabled';
    return request.standing ? undefined : 'no onboarding of this tenant was finished, so there is nothing to prove';
  },
  input: inputOf,
  computeOutput: () => undefined,
  consumes: () => undefined,
  redoes: () => undefined,
};

/** Somebody else had disabled the application before: that is theirs to undo. */
export function staysDisabled({ suspended }: RunRequest): boolean {
  return suspended?.wasEnabled === false;
}
