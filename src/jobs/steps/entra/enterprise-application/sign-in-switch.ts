import { needsPerson } from '../../../../contracts/errors.ts';
import { Application, applicationById } from '../application/application.ts';
import { oursOf, requireMadeByUs } from '../application/ownership.ts';
import { readBack } from '../read-back.ts';
import type { Tools } from '../tools.ts';
import { askEnterpriseApplication, type EnterpriseApplication } from './enterprise-application.ts';

export interface SwitchInput {
  readonly tenantId: string;
  readonly applicationId: string;
  readonly servicePrincipalId: string;
  readonly adopted?: Parameters<typeof oursOf>[0]['adopted'];
}

/** Good answers in a row: replicas answer in turn, and one that lags behind still lets sign-ins through. */
const TIMES = 3;

/**
 * Lets our enterprise application sign in, or not: Entra refuses new tokens at once and leaves those that it gave out.
 * https://learn.microsoft.com/entra/identity/enterprise-apps/disable-user-sign-in-portal
 * @returns whether anything was changed
 * @throws StepFailure `application-not-ours`, `not-visible-yet`, and what the guard refuses
 */
export async function switchSignIn(
  kind: 'suspend-application' | 'resume-application',
  input: SwitchInput,
  tools: Tools,
): Promise<boolean> {
  const { tenantId, applicationId, servicePrincipalId } = input;
  const accountEnabled = kind === 'resume-application';
  const batch = tools.graph.batch();
  const application = batch.get(applicationById(applicationId), Application);
  const enterprise = askEnterpriseApplication(batch, servicePrincipalId);
  await batch.send();
  requireMadeByUs(application.value(), oursOf(input, tools));
  if (application.value().appId !== enterprise.value().appId) throw notTheSame();
  if (isAs(enterprise.value(), accountEnabled)) return false;
  await tools.requireAdmin({ kind, tenantId, applicationId, servicePrincipalId });
  await tools.graph.patch(`/servicePrincipals/${servicePrincipalId}`, { accountEnabled });
  await readBack(tools, {
    what: accountEnabled ? 'the application to be enabled' : 'the application to be disabled',
    read: () => readEnterprise(servicePrincipalId, tools),
    good: (each) => isAs(each, accountEnabled),
    times: TIMES,
  });
  return true;
}

async function readEnterprise(id: string, { graph }: Tools): Promise<EnterpriseApplication> {
  const batch = graph.batch();
  const reply = askEnterpriseApplication(batch, id);
  await batch.send();
  return reply.value();
}

function isAs(enterprise: EnterpriseApplication, enabled: boolean): boolean {
  return (enterprise.accountEnabled !== false) === enabled;
}

function notTheSame() {
  return needsPerson({
    code: 'enterprise-application-differs',
    message: 'The enterprise application in {tenant} does not belong to {application}.',
    advice: 'Nothing was changed. Cancel this run of {tenant}, then give the command again.',
  });
}
