import { randomUUID } from 'node:crypto';
import { ClientSecretCredential, type TokenCredential } from '@azure/identity';
import { Client, ResponseType } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { importPKCS8, SignJWT } from 'jose';
import type { ClientCertificate } from '../../demo/standins/certificates.ts';
import { BOOTSTRAP_CLIENT_ID } from '../../demo/standins/entra/demo-state.ts';
import { REQUIRED_PERMISSIONS } from '../../src/contracts/permissions/permissions.ts';
import { TEST_SECRET, type TestEntra } from './entra.ts';

export const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';

/** How every credential of @azure/identity is pointed at the stand-in. */
export function credentialOptions(entra: TestEntra) {
  return { authorityHost: entra.url, disableInstanceDiscovery: true, additionallyAllowedTenants: ['*'] };
}

export function automationCredential(entra: TestEntra, tenantId: string): TokenCredential {
  return new ClientSecretCredential(tenantId, BOOTSTRAP_CLIENT_ID, TEST_SECRET, credentialOptions(entra));
}

/** Microsoft's client against the stand-in, as the automation in one tenant. */
export function graphClient(entra: TestEntra, tenantId: string, credential?: TokenCredential): Client {
  const authProvider = new TokenCredentialAuthenticationProvider(credential ?? automationCredential(entra, tenantId), {
    scopes: [GRAPH_SCOPE],
  });
  return Client.initWithMiddleware({ authProvider, baseUrl: `${entra.url}/`, customHosts: new Set(['localhost']) });
}

/** Body of the application that the product registers. */
export const APPLICATION = {
  displayName: 'ServiceNow SecOps EXO CBA',
  signInAudience: 'AzureADMyOrg',
  tags: ['exo-bot', 'exo-bot:test'],
  requiredResourceAccess: REQUIRED_PERMISSIONS.map(({ resourceAppId, appRoleId }) => ({
    resourceAppId,
    resourceAccess: [{ id: appRoleId, type: 'Role' }],
  })),
};

/** PATCH with `Prefer: create-if-missing`; the raw answer, because 201 and 204 matter. */
export async function upsert(client: Client, path: string, body: unknown): Promise<Response> {
  return client.api(path).header('Prefer', 'create-if-missing').responseType(ResponseType.RAW).patch(body);
}

export interface Registered {
  readonly applicationId: string;
  readonly appId: string;
  readonly servicePrincipalId: string;
}

/** Registers the application and its enterprise application. */
export async function register(client: Client, uniqueName = 'exo-cba-test'): Promise<Registered> {
  await upsert(client, `/applications(uniqueName='${uniqueName}')`, APPLICATION);
  const application = await client.api(`/applications(uniqueName='${uniqueName}')`).select('id,appId').get();
  await upsert(client, `/servicePrincipals(appId='${application.appId}')`, { tags: [] });
  const principal = await client.api(`/servicePrincipals(appId='${application.appId}')`).select('id').get();
  return { applicationId: application.id, appId: application.appId, servicePrincipalId: principal.id };
}

/** Grants every permission that the product needs. */
export async function grantAll(client: Client, principalId: string): Promise<void> {
  for (const { resourceAppId, appRoleId } of REQUIRED_PERMISSIONS) {
    const resource = await client.api(`/servicePrincipals(appId='${resourceAppId}')`).select('id').get();
    const grant = { principalId, resourceId: resource.id, appRoleId };
    await client.api(`/servicePrincipals/${resource.id}/appRoleAssignedTo`).post(grant);
  }
}

export async function attach(
  client: Client,
  applicationId: string,
  ...certificates: ClientCertificate[]
): Promise<void> {
  const keyCredentials = certificates.map(({ der }) => ({ type: 'AsymmetricX509Cert', usage: 'Verify', key: der }));
  await client.api(`/applications/${applicationId}`).patch({ keyCredentials });
}

/** A client assertion as a module on a MID server signs it. */
export async function signAssertion(
  entra: TestEntra,
  certificate: ClientCertificate,
  appId: string,
  organization: string,
): Promise<string> {
  const x5t = Buffer.from(certificate.thumbprint, 'hex').toString('base64url');
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', x5t })
    .setIssuer(appId)
    .setSubject(appId)
    .setAudience(`${entra.url}/${organization}/oauth2/v2.0/token`)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(await importPKCS8(certificate.privateKeyPem, 'RS256'));
}

/** A question to the admin door. */
export async function askAdmin(entra: TestEntra, method: string, path: string, body?: unknown) {
  const response = await fetch(`${entra.adminUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}
