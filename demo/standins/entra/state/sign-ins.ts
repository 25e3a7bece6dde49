import { randomUUID } from 'node:crypto';
import { thumbprintOf } from './certificate.ts';
import type { Application, ServicePrincipal, Tenant } from './schema.ts';
import type { Store } from './store.ts';

/** More than anybody looks at; the oldest go. */
const MOST = 5000;

/** The public address of a MID server: mid2 signs in from 203.0.113.2. */
export function addressOf(server: string | undefined): string {
  const [number = '99'] = /\d+$/.exec(server ?? '') ?? [];
  return `203.0.113.${number}`;
}

/** Puts a sign-in with a certificate into the tenant's log. */
export function noteSignIn(
  store: Store,
  tenant: Tenant,
  { application, principal }: { readonly application: Application; readonly principal: ServicePrincipal },
  { thumbprint, server }: { readonly thumbprint: string; readonly server?: string | undefined },
  errorCode: number,
): void {
  const credential = application.keyCredentials.find((each) => thumbprintOf(each) === thumbprint);
  tenant.signIns.push({
    id: randomUUID(),
    createdDateTime: store.now().toISOString(),
    appId: application.appId,
    servicePrincipalId: principal.id,
    ipAddress: addressOf(server),
    servicePrincipalCredentialKeyId: credential?.keyId ?? null,
    servicePrincipalCredentialThumbprint: thumbprint,
    errorCode,
  });
  tenant.signIns.splice(0, tenant.signIns.length - MOST);
  store.save();
}
