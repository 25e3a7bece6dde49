import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { certificateOf } from '../state/certificate.ts';
import type { Application, KeyCredential, ServicePrincipal, Tenant } from '../state/schema.ts';
import { findRegistration, findTenant, type Store } from '../state/store.ts';
import {
  assertionOutOfTime,
  disabledApplication,
  missingCredential,
  missingServicePrincipal,
  unknownApplication,
  unknownKey,
  wrongAudience,
  wrongSecret,
  wrongSignature,
  wrongSubject,
} from './aadsts.ts';

export interface Client {
  readonly application: Application;
  readonly principal: ServicePrincipal;
}

/**
 * The application and its enterprise application in a tenant.
 * @throws AadstsError 700016 for an unknown application, 7000229 when the tenant has no enterprise application of it,
 *   7000112 when that is disabled.
 */
export function findClient(store: Store, tenant: Tenant, appId: string): Client {
  const registration = findRegistration(store, appId);
  const isAtHome = registration?.tenant.id === tenant.id;
  const mayEnter = isAtHome || registration?.application.signInAudience === 'AzureADMultipleOrgs';
  if (!registration || !mayEnter || !store.isVisible(registration.application.id, 'applicationMs')) {
    throw unknownApplication(appId, tenant.displayName);
  }
  const principal = tenant.servicePrincipals.find((candidate) => candidate.appId === appId.toLowerCase());
  if (!principal || !store.isVisible(principal.id, 'servicePrincipalMs')) {
    throw missingServicePrincipal(appId, tenant.id);
  }
  if (!principal.accountEnabled) throw disabledApplication(appId, principal.displayName);
  return { application: registration.application, principal };
}

/** @throws AadstsError 7000215. */
export function checkSecret(store: Store, client: Client, secret: string): void {
  const { appId } = client.application;
  if (!(store.state.secrets[appId] ?? []).includes(secret)) throw wrongSecret(appId);
}

/**
 * Checks a client assertion as the identity platform does: signed by a certificate that is attached to the
 * application and valid now, for this tenant's token end point, by and about this application.
 * @returns the credential that signed it.
 * @throws AadstsError 700027 (key or signature), 700024 (time), 700023 (audience), 700021 (subject).
 */
export async function checkAssertion(
  store: Store,
  tenant: Tenant,
  client: Client,
  assertion: string | undefined,
): Promise<KeyCredential> {
  if (!assertion) throw missingCredential();
  const { appId, keyCredentials } = client.application;
  const credential = keyCredentials
    .filter(({ keyId }) => store.isVisible(keyId, 'keyMs'))
    .find((candidate) => isNamedBy(assertion, candidate));
  if (!credential) throw unknownKey(appId, keyNameOf(assertion));
  if (new Date(credential.endDateTime) <= store.now()) throw wrongSignature('The key used is expired.');
  const claims = await verify(assertion, credential, store.now());
  const audiences = [claims.aud ?? []].flat();
  if (!audiences.some((audience) => isTokenEndpointOf(store, tenant, audience))) throw wrongAudience();
  if (claims.iss !== appId || claims.sub !== appId) throw wrongSubject();
  return credential;
}

async function verify(assertion: string, credential: KeyCredential, now: Date): ReturnType<typeof claimsOf> {
  try {
    return await claimsOf(assertion, credential, now);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw assertionOutOfTime(now);
    if (error instanceof errors.JWTClaimValidationFailed) {
      throw error.claim === 'nbf' || error.claim === 'exp' ? assertionOutOfTime(now) : wrongAudience();
    }
    throw wrongSignature('The key was found, but use of the key to verify the signature failed.');
  }
}

async function claimsOf(assertion: string, credential: KeyCredential, now: Date) {
  const options = {
    algorithms: ['PS256', 'RS256'],
    requiredClaims: ['exp', 'aud'],
    currentDate: now,
    clockTolerance: 300,
  };
  return (await jwtVerify(assertion, certificateOf(credential).publicKey, options)).payload;
}

/** The header names the certificate by SHA-256 (`x5t#S256`, as @azure/identity does) or by SHA-1 (`x5t`). */
function isNamedBy(assertion: string, credential: KeyCredential): boolean {
  const header = headerOf(assertion);
  const der = Buffer.from(credential.key, 'base64');
  const sha256 = createHash('sha256').update(der).digest('base64url');
  const sha1 = createHash('sha1').update(der).digest('base64url');
  return header['x5t#S256'] === sha256 || (header['x5t#S256'] === undefined && header.x5t === sha1);
}

function keyNameOf(assertion: string): string {
  const header = headerOf(assertion);
  const name = header['x5t#S256'] ?? header.x5t;
  return typeof name === 'string' ? Buffer.from(name, 'base64url').toString('hex').toUpperCase() : '';
}

function headerOf(assertion: string): ReturnType<typeof decodeProtectedHeader> & { 'x5t#S256'?: unknown } {
  try {
    decodeJwt(assertion);
    return decodeProtectedHeader(assertion);
  } catch {
    throw wrongSignature('The client assertion is not a JSON web token.');
  }
}

function isTokenEndpointOf(store: Store, tenant: Tenant, audience: string): boolean {
  if (!URL.canParse(audience)) return false;
  const [, name = '', ...rest] = new URL(audience).pathname.split('/');
  const isEndpoint = ['oauth2/v2.0/token', 'v2.0', 'oauth2/token'].includes(rest.join('/'));
  return isEndpoint && findTenant(store, decodeURIComponent(name))?.id === tenant.id;
}
