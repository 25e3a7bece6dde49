import type { StepInput } from '../../../contracts/steps/index.ts';
import { outputOf } from '../../outputs.ts';
import { oldCertificates } from '../../rotation/certificates.ts';
import { SWITCH } from '../../rotation/switch.ts';
import { findStep, type Rotation, type Run, type RunStep } from '../../run.ts';
import { certificateTag } from './certificate-store.ts';
import { need, registered } from './input-parts.ts';

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
  return { ...registered(run), keep: need(run, 'create-certificate').thumbprint, keys: keys(run) };
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
    appId: need(run, 'register-application').appId,
    keep: need(run, 'create-certificate').thumbprint,
    servers: servers.map(({ name, addresses }) => ({ name, addresses: [...(addresses ?? [])] })),
  };
}

function keys(run: Run) {
  return outputOf(run, 'watch-use')?.keys ?? [];
}

function finishedAt(run: Run, id: string): number {
  const at = findStep(run, id)?.finishedAt;
  if (at === undefined) throw new Error(`Run ${run.id}: ${id} is not done`);
  return at;
}
