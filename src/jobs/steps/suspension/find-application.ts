import { needsPerson } from '../../../contracts/errors.ts';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { Application, applicationByName } from '../entra/application/application.ts';
import { oursOf, requireMadeByUs } from '../entra/application/ownership.ts';
import { findEnterpriseApplication } from '../entra/enterprise-application/enterprise-application.ts';
import type { Tools } from '../entra/tools.ts';

/** Read only: our application in the tenant, whatever somebody else made of its tags, and whether it can sign in. */
export async function findApplication(
  input: StepInput<'find-application'>,
  tools: Tools,
): Promise<StepOutput<'find-application'>> {
  const application = await tools.graph.find(applicationByName(input.deploymentKey), Application);
  if (!application) throw notThere();
  requireMadeByUs(application, oursOf(input, tools));
  const { id: applicationId, appId, displayName } = application;
  const batch = tools.graph.batch();
  const found = findEnterpriseApplication(batch, appId);
  await batch.send();
  const enterprise = found.value();
  if (!enterprise) throw notThere();
  return {
    applicationId,
    appId,
    displayName: displayName ?? appId,
    servicePrincipalId: enterprise.id,
    enabled: enterprise.accountEnabled !== false,
  };
}

function notThere() {
  return needsPerson({
    code: 'application-not-there',
    message: '{tenant} does not have {application}, so nobody can sign in with it.',
    advice:
      'If {tenant} was ever onboarded, an administrator of {tenant} must look under Deleted applications; otherwise cancel this run.',
  });
}
