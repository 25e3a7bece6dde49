import { CLOUD_QUEUE } from '../../contracts/job.ts';
import { inputOf } from './inputs/inputs.ts';
import { type Plan, waiting } from './plan.ts';

/**
 * Stops new tokens at once, and takes nothing away. Read before it is written: what stood there is what `resume` brings
 * back. It asks no MID server, and waits for no other run of the tenant.
 */
export const suspendPlan: Plan = {
  holdsTenant: false,
  steps: () => [
    waiting({ id: 'find-application', name: 'find-application', queue: CLOUD_QUEUE, needs: [] }),
    waiting({
      id: 'suspend-application',
      name: 'suspend-application',
      queue: CLOUD_QUEUE,
      needs: ['find-application'],
    }),
  ],
  skip: () => undefined,
  input: inputOf,
  computeOutput: () => undefined,
  consumes: () => undefined,
  redoes: () => undefined,
};
