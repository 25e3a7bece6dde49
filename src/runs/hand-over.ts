import type { Stored } from '../process/record.ts';
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
  const { servers } = run.request;
  const application = outputOf(run, 'register-application');
  return ![
    application?.created,
    application?.changed,
    outputOf(run, 'create-enterprise-application')?.created,
    outputOf(run, 'adopt-application')?.changed,
    (outputOf(run, 'grant-consent')?.granted.length ?? 0) > 0,
    outputOf(run, 'assign-role')?.created,
    outputOf(run, 'create-certificate')?.created,
    outputOf(run, 'attach-certificate')?.changed,
    outputOf(run, 'register-in-exchange')?.created,
    ...servers.map((server) => outputOf(run, 'import-certificate', server.name)?.imported),
    ...servers.map((server) => outputOf(run, 'grant-key-access', server.name)?.changed),
  ].some(Boolean);
}
