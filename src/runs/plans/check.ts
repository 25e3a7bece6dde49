import { CLOUD_QUEUE } from '../../contracts/job.ts';
import { inputOf } from './inputs/inputs.ts';
import { type Plan, waiting } from './plan.ts';

/** Says what somebody changed in a tenant since exo set it up; writes nothing, and waits for no other run of the tenant. */
export const checkPlan: Plan = {
  holdsTenant: false,
  steps: () => [waiting({ id: 'check-drift', name: 'check-drift', queue: CLOUD_QUEUE, needs: [] })],
  skip: () => undefined,
  input: inputOf,
  computeOutput: () => undefined,
  consumes: () => undefined,
  redoes: () => undefined,
};
