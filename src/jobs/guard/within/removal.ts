import type { RemovalSubject } from '../../../contracts/approval/removal.ts';
import type { ExoConfig } from '../../../process/config/exo-config.ts';
import { adoptedBefore } from '../../../runs/approval/adoption.ts';
import type { Run } from '../../../runs/run.ts';
import type { Privilege } from '../privilege.ts';
import { isThrough } from '../relied-on.ts';
import { wrongApplication, wrongRunners, wrongTenantOf } from './configuration.ts';

/** What of a privilege was not approved, where the approval was to take the tenant out; each as one phrase. */
export function beyondRemoval(privilege: Privilege, subject: RemovalSubject, run: Run): string[] {
  const { tenant, application } = subject;
  const found: string[] = [];
  if (privilege.tenantId !== tenant.id) found.push(`the tenant is ${privilege.tenantId}, approved was ${tenant.id}`);
  switch (privilege.kind) {
    case 'remove-from-exchange':
    case 'remove-rights':
    case 'delete-application': {
      const isSame =
        privilege.applicationId === application?.id && privilege.servicePrincipalId === application.servicePrincipalId;
      return isSame ? found : [...found, 'the application is another one than the approved one'];
    }
    case 'erase-certificate':
      return [...found, ...beyondServer(privilege, subject), ...tooEarly(run)];
    default:
      return [...found, `${privilege.kind} was not approved: the approval is for offboarding`];
  }
}

type Erasing = Extract<Privilege, { readonly kind: 'erase-certificate' }>;

function beyondServer({ server, thumbprints }: Erasing, { servers }: RemovalSubject): string[] {
  const approved = servers.find((each) => each.server === server)?.certificates ?? [];
  return thumbprints
    .filter((thumbprint) => !approved.includes(thumbprint))
    .map((thumbprint) => `that ${thumbprint} is erased on ${server} was not approved`);
}

/** Without its key an application that is still there can be taken out of Exchange by nobody but the customer. */
function tooEarly(run: Run): string[] {
  return isThrough(run, 'delete-application') ? [] : ['the application is not deleted yet'];
}

/** What this process's own configuration does not allow of taking a tenant out. */
export function wrongRemoval(
  run: Run,
  { application, tenant }: RemovalSubject,
  clientId: string,
  config: ExoConfig,
): string[] {
  const { request } = run;
  const isOurs =
    application === null ||
    application.createdByAppId === clientId ||
    (config.application.earlierClientIds.includes(application.createdByAppId) &&
      adoptedBefore(run)?.applicationId === application.id);
  return [
    ...(isOurs ? [] : ['the application was not made by this bot']),
    ...wrongTenantOf(tenant.id, request.tenant, config),
    ...wrongApplication({ deploymentKey: request.deploymentKey }, config),
    ...wrongRunners(request, config),
  ];
}
