import type { ApprovalSubject, Custody } from '../../../contracts/approval/approval.ts';
import type { Permission } from '../../../contracts/permissions/permissions.ts';
import { allowedServerGroups, type ExoConfig, type TenantSettings } from '../../../process/config/exo-config.ts';
import type { RunRequest } from '../../../runs/run.ts';
import { isFollowUp, type Privilege } from '../privilege.ts';

const DAY_MS = 86_400_000;
/** Windows rounds the end of validity, and clocks differ. */
const TOLERANCE_DAYS = 2;

/**
 * What this process's own configuration does not allow of a privilege, each as one phrase. The run was asked for by the
 * bot with the bot's copy of the configuration; here nothing is taken from it.
 */
export function beyondConfiguration(
  privilege: Privilege,
  subject: ApprovalSubject,
  request: Pick<RunRequest, 'tenant' | 'deploymentKey' | 'serverGroup' | 'servers' | 'certificate'>,
  config: ExoConfig,
): string[] {
  const { application } = subject;
  const settings = settingsOf(config, request.tenant);
  return [
    ...wrongTenant(subject, request.tenant, settings),
    ...wrongApplication(
      // What an earlier client id made may have had another name, and gets ours when it is adopted.
      {
        deploymentKey: request.deploymentKey,
        ...(application.adoptedBy ? {} : { displayName: application.displayName }),
      },
      config,
    ),
    // Servers and rules may have changed since: what is taken away or given back is what was approved.
    ...(isFollowUp(privilege) ? [] : wrongNow(privilege, subject, request, config, settings)),
  ];
}

/** What a new right or key must agree with. */
function wrongNow(
  privilege: Privilege,
  subject: ApprovalSubject,
  request: Pick<RunRequest, 'serverGroup' | 'servers' | 'certificate'>,
  config: ExoConfig,
  settings: TenantSettings | undefined,
): string[] {
  return [
    ...(privilege.kind === 'grant-consent' ? unknownPermissions(privilege.permissions, config) : []),
    ...wrongCustody(subject.custody, subject.certificate.madeOn, config, settings),
    ...wrongRunners(request, config),
    ...wrongRenewals(subject, config),
    ...wrongLife(privilege, subject, config),
  ];
}

/** The tenant's own settings: by its id, or by the name under which it was asked for. */
function settingsOf(config: ExoConfig, tenant: RunRequest['tenant']): TenantSettings | undefined {
  return Object.values(config.tenants).find(({ id }) => id === tenant.id) ?? config.tenants[tenant.label];
}

function wrongTenant(
  subject: ApprovalSubject,
  tenant: RunRequest['tenant'],
  settings: TenantSettings | undefined,
): string[] {
  const found = wrongId(subject.tenant.id, tenant, settings);
  if (settings?.mode === 'link' && subject.mode !== 'link') found.push(`${tenant.label} is set to mode link`);
  return found;
}

function wrongId(id: string, tenant: RunRequest['tenant'], settings: TenantSettings | undefined): string[] {
  return [
    ...(id === tenant.id ? [] : [`the tenant is ${id}, asked for was ${tenant.id}`]),
    ...(settings?.id && settings.id !== tenant.id
      ? [`${tenant.label} is the tenant ${settings.id}, not ${tenant.id}`]
      : []),
  ];
}

/** As the configuration names it, whether this is the tenant that was asked for. */
export function wrongTenantOf(id: string, tenant: RunRequest['tenant'], config: ExoConfig): string[] {
  return wrongId(id, tenant, settingsOf(config, tenant));
}

/** Names in what a job asks that are not those of the configuration. */
export function wrongApplication(
  asked: { readonly deploymentKey?: string; readonly displayName?: string },
  config: ExoConfig,
): string[] {
  const { displayName } = config.application;
  const found: string[] = [];
  if (asked.deploymentKey !== undefined && asked.deploymentKey !== config.deploymentKey) {
    found.push(`the deployment key is ${config.deploymentKey}, not ${asked.deploymentKey}`);
  }
  if (asked.displayName !== undefined && asked.displayName !== displayName) {
    found.push(`the application is called "${displayName}", not "${asked.displayName}"`);
  }
  return found;
}

/** Permissions that application.permissions does not list, by resource and role. */
export function unknownPermissions(permissions: readonly Permission[], config: ExoConfig): string[] {
  return permissions
    .filter(
      (each) =>
        !config.application.permissions.some(
          ({ resourceAppId, appRoleId }) => resourceAppId === each.resourceAppId && appRoleId === each.appRoleId,
        ),
    )
    .map((each) => `application.permissions does not list ${each.value} (${each.appRoleId}) on ${each.resourceName}`);
}

function wrongCustody(
  { serverGroup, servers }: Custody,
  madeOn: string,
  config: ExoConfig,
  settings: TenantSettings | undefined,
): string[] {
  if (!allowedServerGroups(config, settings).includes(serverGroup)) {
    return [`the servers of ${serverGroup} may not hold the certificate of this tenant`];
  }
  const configured = config.serverGroups[serverGroup]?.servers ?? [];
  const strangers = servers.filter(
    ({ server, account }) =>
      !configured.some(({ name, serviceAccount }) => name === server && serviceAccount === account),
  );
  const isPrimary = configured.some(({ name, primary }) => primary && name === madeOn);
  return [
    ...strangers.map(({ server, account }) => `${serverGroup} has no server ${server} with the account ${account}`),
    ...(isPrimary ? [] : [`${madeOn} is not the primary of ${serverGroup}`]),
  ];
}

/** Which runner gets the key follows from the server, and is nothing that an approver is shown. */
export function wrongRunners(
  { serverGroup, servers, certificate }: Pick<RunRequest, 'serverGroup' | 'servers' | 'certificate'>,
  config: ExoConfig,
): string[] {
  const configured = config.serverGroups[serverGroup]?.servers ?? [];
  const others = servers.filter(
    ({ name, primary, elevated, connect }) =>
      !configured.some(
        (each) =>
          each.name === name && each.primary === primary && each.elevated === elevated && each.connect === connect,
      ),
  );
  const { storeLocation } = config.certificate;
  return [
    ...others.map(({ name, elevated, connect }) => `${elevated} and ${connect} are not the runners of ${name}`),
    ...(certificate.storeLocation === storeLocation ? [] : [`certificate.storeLocation is ${storeLocation}`]),
  ];
}

/** Whether renewals are covered too stands on the card: not more than we are configured to let an approval cover. */
function wrongRenewals({ renewals }: ApprovalSubject, { approval }: ExoConfig): string[] {
  return renewals === 'covered' && approval.renewals === 'ask' ? ['approval.renewals is ask'] : [];
}

function wrongLife(privilege: Privilege, { certificate }: ApprovalSubject, config: ExoConfig): string[] {
  if (privilege.kind !== 'attach-certificate') return [];
  const life = (Date.parse(certificate.notAfter) - Date.parse(certificate.notBefore)) / DAY_MS;
  const longest = config.certificate.days;
  if (privilege.days <= longest && life <= longest + TOLERANCE_DAYS) return [];
  return [`certificate.days is ${longest}; the certificate is valid for ${Math.round(Math.max(life, privilege.days))}`];
}
