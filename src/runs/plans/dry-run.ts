import { CLOUD_QUEUE } from '../../contracts/job.ts';
import { certificateRunner } from './inputs/certificate-store.ts';
import { inputOf } from './inputs/inputs.ts';
import { type Plan, waiting } from './plan.ts';

/** Looks and says what `onboard` would change; writes nothing. */
export const dryRunPlan: Plan = {
  holdsTenant: false,
  steps(request) {
    const checks = request.servers.map((server) =>
      waiting({
        id: `check-server@${server.name}`,
        name: 'check-server',
        server: server.name,
        queue: certificateRunner(request, server),
        needs: [],
      }),
    );
    return [
      waiting({ id: 'check-tenant', name: 'check-tenant', queue: CLOUD_QUEUE, needs: [] }),
      ...checks,
      waiting({ id: 'preview-changes', name: 'preview-changes', queue: CLOUD_QUEUE, needs: ['check-tenant'] }),
    ];
  },
  skip: () => undefined,
  input: inputOf,
  computeOutput: () => undefined,
  consumes: () => undefined,
  redoes: () => undefined,
};
