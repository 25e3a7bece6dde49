import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientCertificate, createClientCertificate } from '../../../demo/standins/certificates.ts';
import { DEMO_TENANT_IDS } from '../../../demo/standins/entra/demo-state.ts';
import { COMPLIANCE_ADMINISTRATOR } from '../../../src/contracts/permissions/permissions.ts';
import { startTestEntra, type TestEntra } from '../../support/entra.ts';
import {
  APPLICATION,
  askAdmin,
  attach,
  grantAll,
  graphClient,
  type Registered,
  register,
  signAssertion,
} from '../../support/entra-client.ts';

const { contoso, northwind } = DEMO_TENANT_IDS;
const ORGANIZATION = 'contoso.onmicrosoft.com';
let entra: TestEntra;

beforeEach(async () => {
  entra = await startTestEntra();
});
afterEach(async () => {
  await entra.close();
});

async function connect(
  { appId }: Pick<Registered, 'appId'>,
  certificate: ClientCertificate,
  changes: Record<string, unknown> = {},
) {
  const clientAssertion = await signAssertion(entra, certificate, appId, ORGANIZATION);
  const asked = { tenantOrOrganization: ORGANIZATION, appId, thumbprint: certificate.thumbprint, clientAssertion };
  return (await askAdmin(entra, 'POST', '/exchange/connect', { ...asked, ...changes })).body;
}

describe('Connect-IPPSSession', () => {
  it('opens step by step as the onboarding goes on, each time with the text of Microsoft', async () => {
    const client = graphClient(entra, contoso);
    const certificate = createClientCertificate('mid');
    expect((await connect({ appId: randomUUID() }, certificate)).message).toContain('AADSTS700016');

    const registered = await register(client);
    expect((await connect(registered, certificate)).message).toMatch(/AADSTS700027.*key was not found/);

    await attach(client, registered.applicationId, certificate);
    expect(await connect(registered, certificate)).toEqual({ ok: false, message: 'UnAuthorized' });

    await grantAll(client, registered.servicePrincipalId);
    expect((await connect(registered, certificate)).message).toBe(
      `The role assigned to application ${registered.appId} isn't supported in this scenario. Please check online documentation for assigning correct Directory Roles to Azure AD Application for EXO App-Only Authentication.`,
    );

    await assignRole(registered);
    expect(await connect(registered, certificate)).toMatchObject({ ok: true, tenantId: contoso });
  });

  it('believes the role only when it has spread', async () => {
    const { registered, certificate } = await onboarded();
    entra.setLag({ roleToExchangeMs: 60_000 });

    expect((await connect(registered, certificate)).message).toContain("isn't supported in this scenario");
    entra.setLag({ roleToExchangeMs: 0 });
    expect(await connect(registered, certificate)).toMatchObject({ ok: true });
  });

  it.each([contoso, 'contoso.com', 'nowhere.onmicrosoft.com'])('does not accept %s as organization', async (name) => {
    const { registered, certificate } = await onboarded();

    const answer = await connect(registered, certificate, { tenantOrOrganization: name });

    expect(answer).toEqual({ ok: false, message: 'UnAuthorized' });
  });

  it('refuses who cannot use the private key', async () => {
    const { registered, certificate } = await onboarded();
    const other = createClientCertificate('thief');
    const forged = await signAssertion(
      entra,
      { ...other, thumbprint: certificate.thumbprint },
      registered.appId,
      ORGANIZATION,
    );

    expect((await connect(registered, certificate, { clientAssertion: forged })).message).toMatch(
      /AADSTS700027: Client assertion failed signature validation/,
    );
    expect((await connect(registered, certificate, { clientAssertion: undefined })).message).toContain('AADSTS7000218');
  });
});

describe('New-ServicePrincipal', () => {
  it('needs a connection, works once, and shows in the state', async () => {
    const { registered, certificate } = await onboarded();
    const { connectionId } = await connect(registered, certificate, { server: 'MID01', account: 'CORP\\svc_mid' });
    const wanted = { appId: registered.appId, objectId: registered.servicePrincipalId, displayName: 'EXO CBA' };
    const create = async (id: string) =>
      (await askAdmin(entra, 'POST', '/exchange/service-principals', { connectionId: id, ...wanted })).body;

    expect(await create('none')).toMatchObject({ ok: false });
    expect(await create(connectionId)).toMatchObject({ ok: true, servicePrincipal: wanted });
    expect((await create(connectionId)).message).toContain('already exist');

    const listed = await askAdmin(entra, 'GET', `/exchange/service-principals?connectionId=${connectionId}`);
    expect(listed.body.servicePrincipals).toMatchObject([wanted]);
    const proof = { server: 'MID01', account: 'CORP\\svc_mid', tenantId: contoso, session: 'ok', search: 'not-tested' };
    await askAdmin(entra, 'POST', '/exchange/proofs', proof);
    const { body: state } = await askAdmin(entra, 'GET', '/state');
    expect(state.tenants.find(({ id }: { id: string }) => id === contoso).exchange).toMatchObject({
      servicePrincipals: [wanted],
      connections: [{ connectionId, server: 'MID01' }],
      proofs: [proof],
    });
  });
});

describe('the pages of the customer’s administrator', () => {
  it('consents in link mode: Accept grants what is declared, Cancel comes back with an error', async () => {
    const redirectUri = 'https://bot.example/consent';
    const client = graphClient(entra, northwind);
    const { applicationId, appId, servicePrincipalId } = await register(client);
    await client.api(`/applications/${applicationId}`).patch({ web: { redirectUris: [redirectUri] } });
    const page = consentPage(appId, redirectUri);

    const shown = await (await fetch(page)).text();
    expect(shown).toContain('Consent as administrator of Northwind Traders');
    expect(shown).toContain('Microsoft Graph: Mail.ReadWrite');
    const cancelled = await click(page, 'cancel');
    expect(Object.fromEntries(cancelled)).toMatchObject({
      admin_consent: 'True',
      error: 'consent_required',
      state: 'once',
    });
    expect(await grantsOf(servicePrincipalId)).toBe(0);
    const accepted = await click(page, 'accept');
    expect(Object.fromEntries(accepted)).toMatchObject({ admin_consent: 'True', tenant: northwind, state: 'once' });
    expect(await grantsOf(servicePrincipalId)).toBe(APPLICATION.requiredResourceAccess.length);
    await askAdmin(entra, 'POST', '/portal/role', { tenant: northwind, appId });
    const roles = await client.api('/roleManagement/directory/roleAssignments').get();
    expect(roles.value).toMatchObject([{ principalId: servicePrincipalId }]);
  });

  it('does not redirect to an address that is not registered', async () => {
    const { appId } = await register(graphClient(entra, northwind));

    const answer = await fetch(consentPage(appId, 'https://evil.example'), { redirect: 'manual' });

    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('AADSTS50011');
  });
});

async function onboarded() {
  const client = graphClient(entra, contoso);
  const certificate = createClientCertificate('mid');
  const registered = await register(client);
  await attach(client, registered.applicationId, certificate);
  await grantAll(client, registered.servicePrincipalId);
  await assignRole(registered);
  return { registered, certificate };
}

async function assignRole({ servicePrincipalId: principalId }: Registered): Promise<void> {
  const assignment = { roleDefinitionId: COMPLIANCE_ADMINISTRATOR.templateId, principalId, directoryScopeId: '/' };
  await graphClient(entra, contoso).api('/roleManagement/directory/roleAssignments').post(assignment);
}

function consentPage(appId: string, redirectUri: string): URL {
  const page = new URL(`${entra.url}/${northwind}/v2.0/adminconsent`);
  page.search = new URLSearchParams({
    client_id: appId,
    scope: 'https://graph.microsoft.com/.default',
    redirect_uri: redirectUri,
    state: 'once',
  }).toString();
  return page;
}

async function click(page: URL, decision: string): Promise<URLSearchParams> {
  const answer = await fetch(page, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

async function grantsOf(principalId: string): Promise<number> {
  const tenant = entra.state.tenants.find(({ id }) => id === northwind);
  return tenant?.appRoleAssignments.filter((grant) => grant.principalId === principalId).length ?? -1;
}
