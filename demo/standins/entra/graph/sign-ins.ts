import type { SignIn, Tenant } from '../state/schema.ts';
import { badRequest, GraphError, unsupportedFilter } from './protocol/errors.ts';
import { collection } from './protocol/odata.ts';
import type { GraphHandlers, GraphRequest } from './protocol/request.ts';

/** Of beta: who signed in with which key. */
export const signInHandlers: GraphHandlers = {
  'signIn.list': (request) => collection(unfiltered(request), 'auditLogs/signIns', newestFirst(request), []),
  'appCredentialSignInActivity.list': (request) =>
    collection(request, 'reports/appCredentialSignInActivities', activities(request), ['appId', 'keyId']),
};

/** The filter is done here: it has forms of its own, and one of them decides which log is meant. */
function unfiltered(request: GraphRequest): GraphRequest {
  const query = new URLSearchParams(request.query);
  query.delete('$filter');
  return { ...request, query };
}

function newestFirst({ tenant, query }: GraphRequest): Record<string, unknown>[] {
  requirePremium(tenant);
  const tests = (query.get('$filter') ?? '').split(' and ').map(clauseOf);
  // Without this clause the log shows interactive sign-ins alone, and an application has none.
  if (!query.get('$filter')?.includes("signInEventTypes/any(t:t eq 'servicePrincipal')")) return [];
  return tenant.signIns
    .filter((each) => tests.every((test) => test(each)))
    .toReversed()
    .map(({ errorCode, ...shown }) => ({
      ...shown,
      signInEventTypes: ['servicePrincipal'],
      clientCredentialType: 'clientAssertion',
      status: { errorCode, failureReason: errorCode === 0 ? null : `AADSTS${errorCode}` },
    }));
}

function clauseOf(clause: string): (signIn: SignIn) => boolean {
  const [, appId] = /^appId eq '([^']+)'$/.exec(clause) ?? [];
  const [, since] = /^createdDateTime ge (\S+)$/.exec(clause) ?? [];
  const [, code] = /^status\/errorCode eq (\d+)$/.exec(clause) ?? [];
  if (appId !== undefined) return (each) => each.appId === appId;
  if (since !== undefined && !Number.isNaN(Date.parse(since))) return (each) => each.createdDateTime >= since;
  if (code !== undefined) return (each) => each.errorCode === Number(code);
  if (clause === "signInEventTypes/any(t:t eq 'servicePrincipal')") return () => true;
  throw clause === '' ? badRequest('A filter is needed here.') : unsupportedFilter(clause);
}

/** One line for each key that ever signed in, and none for the others. */
function activities({ tenant }: GraphRequest): Record<string, unknown>[] {
  requirePremium(tenant);
  const lines = new Map<string, Record<string, unknown>>();
  for (const { servicePrincipalCredentialKeyId: keyId, appId, createdDateTime, errorCode } of tenant.signIns) {
    if (keyId === null || errorCode !== 0) continue;
    const signInActivity = { lastSignInDateTime: createdDateTime };
    lines.set(keyId, {
      id: keyId,
      keyId,
      appId,
      credentialOrigin: 'application',
      keyType: 'certificate',
      signInActivity,
    });
  }
  return [...lines.values()];
}

function requirePremium({ hasPremium }: Tenant): void {
  if (hasPremium) return;
  throw new GraphError(
    403,
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    "Neither tenant is B2C or tenant doesn't have premium license",
  );
}
