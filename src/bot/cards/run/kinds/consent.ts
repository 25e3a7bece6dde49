import { CLOUDS } from '../../../../contracts/clouds.ts';
import { COMPLIANCE_ADMINISTRATOR } from '../../../../contracts/permissions/permissions.ts';
import { outputOf } from '../../../../runs/outputs.ts';
import type { Run, RunStep } from '../../../../runs/run.ts';
import type { CardElement } from '../../../chat/card.ts';
import { buttonRow, linkButton } from '../../buttons.ts';
import { heading, line, panel } from '../../elements.ts';
import type { RunView } from '../view.ts';

/** The step that waits for the customer's administrator, while it does. */
export function waitsForCustomer(run: Run): RunStep | undefined {
  return run.steps.find(
    (step) => step.name === 'await-consent' && ['queued', 'running', 'delayed'].includes(step.state),
  );
}

/** The administrator has simply not done it yet: that is waiting, not trouble. */
export function isConsentPending(step: RunStep): boolean {
  return step.name === 'await-consent' && step.error?.code === 'consent-pending';
}

/** Link mode: what the customer's administrator must do, to be sent on to them. */
export function consentPanel(run: Run, view: RunView): CardElement[] {
  const step = run.steps.find((each) => each.name === 'await-consent');
  const waits = waitsForCustomer(run) !== undefined || step?.state === 'failed';
  if (!step || !waits) return [];
  const domain = outputOf(run, 'check-tenant')?.initialDomain ?? run.request.tenant.domain;
  const application = outputOf(run, 'register-application')?.displayName ?? run.request.displayName;
  const missing = isConsentPending(step) ? step.error?.advice : undefined;
  return [
    panel('emphasis', [
      heading("For the customer's administrator"),
      line('Two things to do in ', { text: domain, bold: true }, ', as Privileged Role Administrator:'),
      ...consentPart(view.consentUrl),
      line(
        { text: '2. Assign the role: ', bold: true },
        `Entra admin center, Roles & admins, ${COMPLIANCE_ADMINISTRATOR.displayName}, Add assignments, `,
        { text: application, bold: true },
        ', whole directory.',
      ),
      ...(missing ? [line({ text: missing, subtle: true })] : []),
      line({ text: 'exo looks by itself and goes on when both are done.', subtle: true }),
      ...buttonRow([
        view.consentUrl ? linkButton('Open consent page', view.consentUrl) : undefined,
        linkButton('Open roles page', rolesPage(run)),
      ]),
    ]),
  ];
}

function consentPart(url: string | undefined): CardElement[] {
  const first = { text: '1. Consent: ', bold: true };
  if (!url) return [line(first, 'the address of the consent page is being made.')];
  return [line(first, 'open this address and accept.'), line({ text: url, mono: true, longest: 4000 })];
}

/** The list of roles in the customer's tenant. */
function rolesPage(run: Run): string {
  const { cloud, id } = run.request.tenant;
  return `${CLOUDS[cloud].portalUrl}/${id}/#view/Microsoft_AAD_IAM/RolesManagementMenuBlade/~/AllRoles`;
}
