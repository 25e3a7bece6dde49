import { ClientCertificateCredential, ClientSecretCredential } from '@azure/identity';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { BOOTSTRAP_CLIENT_ID, DEMO_TENANT_IDS, FULL_PERMISSIONS } from '../../../demo/standins/entra/demo-state.ts';
import { COMPLIANCE_ADMINISTRATOR, REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';
import {
  APPLICATION,
  automationCredential,
  credentialOptions,
  GRAPH_SCOPE,
  grantAll,
  graphClient,
  register,
  upsert,
} from '../../support/entra-client.ts';

const { contoso, northwind } = DEMO_TENANT_IDS;
let entra: TestEntra;

beforeEach(async () => {
  entra = await startTestEntra();
});
afterEach(async () => {
  await entra.close();
});

describe('tokens', () => {
  it('gives one credential tokens of many tenants, with the roles that were granted in each', async () => {
    const credential = automationCredential(entra, contoso);

    const atContoso = decodeJwt<{ roles: string[] }>((await credential.getToken(GRAPH_SCOPE))?.token ?? '');
    const atNorthwind = decodeJwt((await credential.getToken(GRAPH_SCOPE, { tenantId: northwind }))?.token ?? '');

    expect(atContoso).toMatchObject({ tid: contoso, appid: BOOTSTRAP_CLIENT_ID, aud: 'https://graph.microsoft.com' });
    expect(new Set(atContoso.roles)).toEqual(new Set(FULL_PERMISSIONS));
    expect(atNorthwind['tid']).toBe(northwind);
    expect(atNorthwind['roles']).not.toContain('AppRoleAssignment.ReadWrite.All');
  });

  it('accepts a certificate that is registered, and says AADSTS700027 to another', async () => {
    const registered = createClientCertificate('automation');
    const other = createClientCertificate('somebody else');
    await using own = await disposable({ credentials: { certificates: [registered.certificatePem] } });
    const credentialOf = (pem: string) =>
      new ClientCertificateCredential(contoso, BOOTSTRAP_CLIENT_ID, { certificate: pem }, credentialOptions(own));

    const token = await credentialOf(registered.pem).getToken(GRAPH_SCOPE);

    expect(decodeJwt(token.token)['tid']).toBe(contoso);
    await expect(credentialOf(other.pem).getToken(GRAPH_SCOPE)).rejects.toThrow(/AADSTS700027.*key was not found/);
  });

  it('says AADSTS700024 to an assertion of a machine whose clock is wrong', async () => {
    const certificate = createClientCertificate('automation');
    const now = () => new Date(Date.now() + 60 * 60 * 1000);
    await using own = await disposable({ now, credentials: { certificates: [certificate.certificatePem] } });
    const options = credentialOptions(own);
    const credential = new ClientCertificateCredential(
      contoso,
      BOOTSTRAP_CLIENT_ID,
      { certificate: certificate.pem },
      options,
    );

    await expect(credential.getToken(GRAPH_SCOPE)).rejects.toThrow(/AADSTS700024/);
  });

  it.each([
    ['a wrong secret', BOOTSTRAP_CLIENT_ID, 'wrong', /AADSTS7000215/],
    ['an unknown application', '11111111-1111-4111-8111-111111111111', TEST_SECRET, /AADSTS700016/],
  ])('refuses %s with the text of Entra', async (_, clientId, secret, text) => {
    const credential = new ClientSecretCredential(contoso, clientId, secret, credentialOptions(entra));

    await expect(credential.getToken(GRAPH_SCOPE)).rejects.toThrow(text);
  });

  it('says AADSTS7000229 in a tenant that never consented to the automation', async () => {
    const id = 'aaaaaaaa-0000-4000-8000-000000000001';
    await fetch(`${entra.adminUrl}/tenants`, {
      method: 'POST',
      body: JSON.stringify({ id, displayName: 'Tailspin', domains: ['tailspin.onmicrosoft.com'] }),
    });

    await expect(automationCredential(entra, id).getToken(GRAPH_SCOPE)).rejects.toThrow(/AADSTS7000229/);
  });

  it('resolves a tenant by id and by any of its domains, and says AADSTS90002 to an unknown one', async () => {
    const discover = (name: string) => fetch(`${entra.url}/${name}/v2.0/.well-known/openid-configuration`);

    for (const name of [contoso, 'contoso.com', 'Contoso.onmicrosoft.com']) {
      const body = await (await discover(name)).json();
      expect(body).toMatchObject({ issuer: `${entra.url}/${contoso}/v2.0` });
    }
    const unknown = await discover('nowhere.example');
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] });
  });
});

describe('applications and grants', () => {
  it('creates by uniqueName once and updates afterwards', async () => {
    const client = graphClient(entra, contoso);
    const path = "/applications(uniqueName='exo-cba-test')";

    const first = await upsert(client, path, APPLICATION);
    const second = await upsert(client, path, { ...APPLICATION, notes: 'changed' });

    expect([first.status, second.status]).toEqual([201, 204]);
    expect(await client.api(path).select('displayName,notes').get()).toMatchObject({
      displayName: APPLICATION.displayName,
      notes: 'changed',
    });
    expect(entra.log.violations).toEqual([]);
  });

  it('says 404 to an update without Prefer of what does not exist', async () => {
    const update = graphClient(entra, contoso).api("/applications(uniqueName='none')").patch(APPLICATION);

    await expect(update).rejects.toMatchObject({ statusCode: 404, code: 'Request_ResourceNotFound' });
  });

  it('shows grants page by page, and refuses the same grant twice', async () => {
    const client = graphClient(entra, contoso);
    const { servicePrincipalId } = await register(client);
    await grantAll(client, servicePrincipalId);

    const page = await client.api(`/servicePrincipals/${servicePrincipalId}/appRoleAssignments`).get();
    const next = await client.api(page['@odata.nextLink']).get();

    expect(page.value).toHaveLength(2);
    expect(next.value).toHaveLength(REQUIRED_PERMISSIONS.length - 2);
    await expect(grantAll(client, servicePrincipalId)).rejects.toMatchObject({
      statusCode: 400,
      message: 'Permission being assigned already exists on the object',
    });
  });

  it('assigns the role once, and calls the second time a conflict', async () => {
    const client = graphClient(entra, contoso);
    const { servicePrincipalId: principalId } = await register(client);
    const assignment = { roleDefinitionId: COMPLIANCE_ADMINISTRATOR.templateId, principalId, directoryScopeId: '/' };
    const path = '/roleManagement/directory/roleAssignments';

    await client.api(path).post({ '@odata.type': '#microsoft.graph.unifiedRoleAssignment', ...assignment });

    const found = await client.api(path).filter(`principalId eq '${principalId}'`).get();
    expect(found.value).toMatchObject([assignment]);
    await expect(client.api(path).post(assignment)).rejects.toThrow(/conflicting object/);
  });

  it('names the resource that owns the address of Connect-IPPSSession', async () => {
    const filter = "servicePrincipalNames/any(x:x eq 'https://ps.compliance.protection.outlook.com')";

    const found = await graphClient(entra, contoso).api('/servicePrincipals').filter(filter).select('appId').get();

    expect(found.value).toEqual([{ appId: '00000007-0000-0ff1-ce00-000000000000' }]);
  });

  it('moves a deleted application to the deleted items, and its enterprise application goes with it', async () => {
    const client = graphClient(entra, contoso);
    const { applicationId, appId } = await register(client);

    await client.api(`/applications/${applicationId}`).delete();

    const deleted = await client.api('/directory/deletedItems/microsoft.graph.application').get();
    expect(deleted.value).toMatchObject([{ id: applicationId, uniqueName: 'exo-cba-test' }]);
    await expect(client.api(`/servicePrincipals(appId='${appId}')`).get()).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('rights', () => {
  it('refuses tier-0 writes where the automation only has the rights of link mode', async () => {
    const client = graphClient(entra, northwind);
    const { servicePrincipalId } = await register(client);

    await expect(grantAll(client, servicePrincipalId)).rejects.toMatchObject({
      statusCode: 403,
      code: 'Authorization_RequestDenied',
      message: 'Insufficient privileges to complete the operation.',
    });
    await expect(client.api('/policies/defaultAppManagementPolicy').get()).rejects.toMatchObject({ statusCode: 403 });
  });

  it('lets the automation change its own applications only', async () => {
    const client = graphClient(entra, contoso);
    const { applicationId } = await register(client);
    const tenant = entra.state.tenants.find(({ id }) => id === contoso);
    if (tenant) tenant.owners[applicationId] = [];

    const update = client.api(`/applications/${applicationId}`).patch({ notes: 'mine now' });

    await expect(update).rejects.toMatchObject({ statusCode: 403 });
  });

  it('refuses a token of another audience and no token at all', async () => {
    const token = await automationCredential(entra, contoso).getToken('https://outlook.office365.com/.default');
    const organization = (headers: Record<string, string>) => fetch(`${entra.url}/v1.0/organization`, { headers });

    expect((await organization({ authorization: `Bearer ${token?.token}` })).status).toBe(401);
    expect((await organization({})).status).toBe(401);
  });

  it('answers which groups a person is in', async () => {
    const home = entra.state.tenants.find(({ id }) => id === entra.state.homeTenantId);
    home?.users.push({ id: 'u1', displayName: 'Adele', groups: ['g1'] });

    const answer = await graphClient(entra, entra.state.homeTenantId)
      .api('/users/u1/checkMemberGroups')
      .post({ groupIds: ['g1', 'g2'] });

    expect(answer.value).toEqual(['g1']);
  });
});

describe('the contract', () => {
  it.each([
    ['an operation that it does not know', '/applications/1/somethingElse', undefined],
    ['an unknown property in the body', "/applications(uniqueName='x')", { displayName: 'x', ownershipTag: 'x' }],
    ['a wrong type in the body', "/applications(uniqueName='x')", { displayName: 'x', tags: 'exo-bot' }],
  ])('refuses %s, and keeps a record', async (_, path, body) => {
    const client = graphClient(entra, contoso);

    await expect(upsert(client, path, body ?? {})).resolves.toMatchObject({ status: 400 });

    expect(entra.log.violations).toMatchObject([{ kind: 'request', method: 'PATCH' }]);
    expect(entra.state.tenants.find(({ id }) => id === contoso)?.applications).toEqual([]);
  });

  it('refuses a $select of a property that the type lacks', async () => {
    const request = graphClient(entra, contoso).api('/organization').select('initialDomain').get();

    await expect(request).rejects.toThrow(/Could not find a property named 'initialDomain'/);
  });

  it('answers 500 when the state of the stand-in itself breaks the contract', async () => {
    const client = graphClient(entra, contoso);
    await register(client);
    const application = entra.state.tenants.find(({ id }) => id === contoso)?.applications[0];
    if (application) application['createdDateTime'] = 'yesterday';

    const request = client.api("/applications(uniqueName='exo-cba-test')").get();

    await expect(request).rejects.toMatchObject({ statusCode: 500, code: 'StandInAnswerViolation' });
    expect(entra.log.violations).toMatchObject([{ kind: 'answer' }]);
  });
});

async function disposable(options: Parameters<typeof startTestEntra>[0]) {
  const started = await startTestEntra(options);
  return { ...started, [Symbol.asyncDispose]: () => started.close() };
}
