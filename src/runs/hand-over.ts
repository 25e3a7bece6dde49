import { isStepName, STEPS } from '../contracts/steps/index.ts';
import type { Stored } from '../process/records/record.ts';
import { outputOf } from './outputs.ts';
import type * as rows from './records/rows.ts';
import type { Run } from './run.ts';

/** Its form and what its members mean stand in records/rows.ts. */
export type HandOver = Stored<typeof rows.HandOver>;

/** @throws Error when the run is not so far: the plan lets `hand-over` wait for every proof. */
export function handOver(run: Run): HandOver {
  const tenant = outputOf(run, 'check-tenant');
  const application = outputOf(run, 'register-application');
  const certificate = outputOf(run, 'create-certificate');
  if (!tenant || !application || !certificate) throw new Error(`Run ${run.id} is not ready to be handed over`);
  const proofs = run.request.servers.flatMap((server) => {
    const proof = outputOf(run, 'verify-connection', server.name);
    return proof ? [{ server: server.name, ...proof }] : [];
  });
  return {
    organization: tenant.initialDomain,
    appId: application.appId,
    thumbprint: certificate.thumbprint,
    validUntil: certificate.notAfter,
    proofs,
    unchanged: isUnchanged(run),
  };
}

function isUnchanged(run: Run): boolean {
  return !run.steps.some(
    ({ name, state, output }) => state === 'done' && isStepName(name) && STEPS[name].wrote(output),
  );
}
