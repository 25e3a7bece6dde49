import type { StepInput } from '../../../contracts/steps/index.ts';
import { adoptedBefore } from '../../approval/adoption.ts';
import { outputOf } from '../../outputs.ts';
import type { Run, RunStep } from '../../run.ts';
import { certificateTag } from './certificate-store.ts';

/** The input of a step that only an offboarding has. */
export function removalInput(run: Run, step: RunStep): unknown {
  switch (step.name) {
    case 'survey-application':
      return { ...target(run), deploymentKey: run.request.deploymentKey };
    case 'remove-from-exchange':
      return removeFromExchange(run);
    case 'remove-rights':
    case 'delete-application':
      return registered(run);
    case 'erase-certificate':
      return erase(run, step);
    default:
      throw new Error(`No worker executes ${step.name}`);
  }
}

function removeFromExchange(run: Run): StepInput<'remove-from-exchange'> {
  const { standing, tenant } = run.request;
  const { servicePrincipalId } = registered(run);
  if (!standing || servicePrincipalId === null) throw new Error(`Run ${run.id} knows nothing in Exchange`);
  return { tenantId: tenant.id, cloud: tenant.cloud, ...standing, connectionUri: null, servicePrincipalId };
}

/** Every certificate of the tenant that the check found on this server. */
function erase(run: Run, { server = '' }: RunStep): StepInput<'erase-certificate'> {
  return {
    thumbprints: outputOf(run, 'check-server', server)?.certificates ?? [],
    certificateTag: certificateTag(run),
    storeLocation: run.request.certificate.storeLocation,
  };
}

function registered(run: Run) {
  const application = outputOf(run, 'survey-application')?.application;
  if (!application) throw new Error(`Run ${run.id}: there is no application`);
  return { ...target(run), applicationId: application.id, servicePrincipalId: application.servicePrincipalId };
}

function target(run: Run) {
  const { id: tenantId, cloud } = run.request.tenant;
  return { tenantId, cloud, adopted: adoptedBefore(run) ?? null };
}
