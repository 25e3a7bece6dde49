import type { StepInput } from '../../contracts/steps/index.ts';
import { adoptedNow } from '../approval/adoption.ts';
import { outputOf } from '../outputs.ts';
import { oldCertificates } from '../rotation/certificates.ts';
import { SWITCH } from '../rotation/switch.ts';
import { findStep, type Rotation, type Run, type RunStep } from '../run.ts';
import { certificateTag } from './certificate-tag.ts';

/** The input of a step that only a rotation has; undefined for the others. */
export function rotationInput(run: Run, step: RunStep): unknown {
  const { rotation } = run.request;
  if (!rotation) throw new Error(`Run ${run.id} does not say what it rotates`);
  switch (step.name) {
    case 'watch-use':
      return watchUse(run, rotation);
    case 'retire-certificate':
      return retire(run);
    case 'watch-retired':
      return watchRetired(run, rotation);
    case 'erase-certificate':
      return erase(run);
    default:
      return undefined;
  }
}

function watchUse(run: Run, rotation: Rotation): StepInput<'watch-use'> {
  return {
    ...rotating(run),
    old: oldCertificates(run),
    since: new Date(finishedAt(run, SWITCH)).toISOString(),
    unusedForMs: rotation.unusedForMs,
    lookAgainMs: rotation.lookEveryMs.use,
  };
}

function retire(run: Run): StepInput<'retire-certificate'> {
  return { ...registered(run), keep: fresh(run), keys: keys(run) };
}

/** Closely at first, then now and then, as long as the certificate can be put back. */
function watchRetired(run: Run, rotation: Rotation): StepInput<'watch-retired'> {
  const retired = finishedAt(run, 'retire-certificate');
  const { use, refused } = rotation.lookEveryMs;
  return {
    ...rotating(run),
    keys: keys(run),
    // A refusal before the last proof of disuse has another reason, such as a key that Entra did not know yet.
    since: new Date(finishedAt(run, 'watch-use')).toISOString(),
    until: new Date(retired + Math.max(rotation.eraseAfterMs, rotation.watchForMs)).toISOString(),
    closelyUntil: new Date(retired + rotation.watchForMs).toISOString(),
    lookCloselyMs: refused,
    lookAgainMs: use,
  };
}

function erase(run: Run): StepInput<'erase-certificate'> {
  return {
    thumbprints: oldCertificates(run),
    certificateTag: certificateTag(run),
    storeLocation: run.request.certificate.storeLocation,
  };
}

function rotating(run: Run) {
  const { servers } = run.request;
  return {
    ...registered(run),
    appId: application(run).appId,
    keep: fresh(run),
    servers: servers.map(({ name, addresses }) => ({ name, addresses: [...(addresses ?? [])] })),
  };
}

function registered(run: Run) {
  const enterprise = outputOf(run, 'create-enterprise-application');
  if (!enterprise) throw notDone(run, 'create-enterprise-application');
  return {
    tenantId: run.request.tenant.id,
    cloud: run.request.tenant.cloud,
    applicationId: application(run).applicationId,
    servicePrincipalId: enterprise.servicePrincipalId,
    adopted: adoptedNow(run) ?? null,
  };
}

function application(run: Run) {
  const output = outputOf(run, 'register-application');
  if (!output) throw notDone(run, 'register-application');
  return output;
}

function fresh(run: Run): string {
  const output = outputOf(run, 'create-certificate');
  if (!output) throw notDone(run, 'create-certificate');
  return output.thumbprint;
}

function keys(run: Run) {
  return outputOf(run, 'watch-use')?.keys ?? [];
}

function finishedAt(run: Run, id: string): number {
  const at = findStep(run, id)?.finishedAt;
  if (at === undefined) throw notDone(run, id);
  return at;
}

function notDone(run: Run, step: string): Error {
  return new Error(`Run ${run.id}: ${step} is not done`);
}
