import type { Application, KeyCredential, KeyRestriction, ManagementPolicy, Tenant } from '../state/schema.ts';
import { GraphError } from './protocol/errors.ts';
import { collection, single } from './protocol/odata.ts';
import type { GraphHandlers } from './protocol/request.ts';

export const policyHandlers: GraphHandlers = {
  'defaultAppManagementPolicy.get': (request) => {
    const { id, displayName, isEnabled, keyCredentials } = request.tenant.defaultPolicy;
    const restrictions = { passwordCredentials: [], keyCredentials };
    return single(request, 'policies/defaultAppManagementPolicy', {
      id,
      displayName,
      description:
        'Default tenant policy that enforces app management restrictions on applications and service principals.',
      isEnabled,
      applicationRestrictions: restrictions,
      servicePrincipalRestrictions: { passwordCredentials: [], keyCredentials: [] },
    });
  },
  'appManagementPolicy.list': (request) =>
    collection(
      request,
      'policies/appManagementPolicies',
      Object.values(request.tenant.applicationPolicies).map(custom),
      [],
    ),
  'application.listAppManagementPolicies': (request) => {
    const policy = request.tenant.applicationPolicies[request.params['application-id'] ?? ''];
    return collection(request, 'appManagementPolicies', policy ? [custom(policy)] : [], []);
  },
};

function custom({ id, displayName, isEnabled, keyCredentials }: ManagementPolicy) {
  return { id, displayName, description: null, isEnabled, restrictions: { passwordCredentials: [], keyCredentials } };
}

/**
 * A policy of the application itself goes before the tenant's.
 * @throws GraphError 400 when the policy forbids the certificate.
 */
export function checkKeyPolicy(tenant: Tenant, application: Application, credential: KeyCredential): void {
  const policy = tenant.applicationPolicies[application.id] ?? tenant.defaultPolicy;
  if (!policy.isEnabled) return;
  for (const restriction of policy.keyCredentials.filter((candidate) => concerns(candidate, application))) {
    if (restriction.restrictionType !== 'asymmetricKeyLifetime') {
      throw new GraphError(
        400,
        'CredentialTypeNotAllowedAsPerAppPolicy',
        'Credential type not allowed as per assigned policy.',
      );
    }
    if (lifetime(credential) > duration(restriction.maxLifetime ?? '')) {
      throw new GraphError(
        400,
        'CredentialInvalidLifetimeAsPerAppPolicy',
        'Credential lifetime exceeds the max value allowed as per assigned policy.',
      );
    }
  }
}

function concerns({ state, restrictForAppsCreatedAfterDateTime }: KeyRestriction, application: Application): boolean {
  const from = restrictForAppsCreatedAfterDateTime;
  return state === 'enabled' && (!from || new Date(application.createdDateTime) > new Date(from));
}

function lifetime({ startDateTime, endDateTime }: KeyCredential): number {
  return new Date(endDateTime).getTime() - new Date(startDateTime).getTime();
}

const DAY = 24 * 60 * 60 * 1000;
const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, DAY / 24, DAY / 1440, 1000];

/** Milliseconds of an ISO 8601 duration; a year has 365 days here, a month 30. */
function duration(text: string): number {
  const parts = DURATION.exec(text);
  if (!parts) throw new Error(`${text} is not an ISO 8601 duration`);
  return UNITS.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
}
