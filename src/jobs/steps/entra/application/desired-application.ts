import type { Permission } from '../../../../contracts/permissions/permissions.ts';
import type { Application } from './application.ts';
import { ownerTags } from './ownership.ts';

export interface ApplicationWishes {
  readonly deploymentKey: string;
  readonly displayName: string;
  readonly permissions: readonly Permission[];
  /** null leaves the redirect addresses as they are. */
  readonly redirectUri: string | null;
}

/** The body that makes an application as wished. Never a credential: PATCH replaces whole collections. */
export function desiredApplication(wishes: ApplicationWishes) {
  return {
    displayName: wishes.displayName,
    signInAudience: 'AzureADMyOrg',
    notes: 'Managed by exo-bot. Manual changes are undone by its next run.',
    tags: ownerTags(wishes.deploymentKey),
    requiredResourceAccess: declare(wishes.permissions),
    ...(wishes.redirectUri !== null && { web: { redirectUris: [wishes.redirectUri] } }),
  };
}

/** The differences between an application and the wishes: a PATCH body, with the name of each difference. */
export function differences(application: Application, wishes: ApplicationWishes) {
  const desired = desiredApplication(wishes);
  const tags = desired.tags.filter((tag) => !application.tags.includes(tag));
  const found: [what: string, body: object][] = [];
  if (application.displayName !== desired.displayName) {
    found.push(['display name', { displayName: desired.displayName }]);
  }
  if (application.signInAudience !== desired.signInAudience) {
    found.push(['accounts that may sign in', { signInAudience: desired.signInAudience }]);
  }
  if (tags.length > 0) found.push(['tags', { tags: [...application.tags, ...tags] }]);
  if (declared(application.requiredResourceAccess) !== declared(desired.requiredResourceAccess)) {
    found.push(['declared permissions', { requiredResourceAccess: desired.requiredResourceAccess }]);
  }
  if (desired.web && !sameList(application.web?.redirectUris ?? [], desired.web.redirectUris)) {
    found.push(['redirect address', { web: desired.web }]);
  }
  return { names: found.map(([what]) => what), body: Object.assign({}, ...found.map(([, body]) => body)) as object };
}

type ResourceAccess = Application['requiredResourceAccess'];

function declare(permissions: readonly Permission[]): ResourceAccess {
  const byResource = new Map<string, ResourceAccess[number]['resourceAccess']>();
  for (const { resourceAppId, appRoleId } of permissions) {
    byResource.set(resourceAppId, [...(byResource.get(resourceAppId) ?? []), { id: appRoleId, type: 'Role' }]);
  }
  return [...byResource].map(([resourceAppId, resourceAccess]) => ({ resourceAppId, resourceAccess }));
}

/** Entra keeps no order. */
function declared(access: ResourceAccess): string {
  return access
    .flatMap(({ resourceAppId, resourceAccess }) =>
      resourceAccess.map(({ id, type }) => `${resourceAppId} ${id} ${type}`),
    )
    .sort()
    .join('\n');
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
