import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { BOOTSTRAP_CLIENT_ID } from '../../../demo/standins/entra/demo-state.ts';
import { toKeyCredential } from '../../../demo/standins/entra/state/certificate.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import {
  type Customer,
  calm,
  certificateInput,
  createCustomer,
  DEPLOYMENT_KEY,
  DISPLAY_NAME,
  graphAt,
  heldApplication,
  register,
  registerBoth,
} from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

let entra: TestEntra;

beforeAll(async () => {
  entra = await startTestEntra();
});
afterEach(() => calm(entra));
afterAll(() => entra.close());

const PORTAL = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
const MALLORY = 'aaaaaaaa-0000-4000-8000-00000000bad0';
const permissions = [...REQUIRED_PERMISSIONS];
const customerWith = (options = {}) => createCustomer(entra, graphAt(entra, TEST_SECRET), options);
const enterpriseInput = ({ target }: Customer, appId: string) => ({ ...target, appId, permissions });
const registration = ({ target }: Customer) => ({
  ...target,
  deploymentKey: DEPLOYMENT_KEY,
  displayName: DISPLAY_NAME,
  permissions,
  redirectUri: null,
});

/** Object id of the bot's own enterprise application in the tenant. */
function botIn({ tenant }: Customer): string {
  return tenant.servicePrincipals.find((each) => each.appId === BOOTSTRAP_CLIENT_ID)?.id ?? '';
}

/** What somebody in the tenant makes beforehand: our name, our tag, everything but our client. */
async function makeTwin(customer: Customer, createdByAppId: string | null = PORTAL) {
  const { servicePrincipalId, applicationId } = await registerBoth(customer);
  const twin = heldApplication(customer);
  twin.createdByAppId = createdByAppId;
  customer.forget();
  return { twin, servicePrincipalId, applicationId };
}

describe('a twin with our name and tag that somebody else made', () => {
  test.each([
    [PORTAL, 'application-of-earlier-client'],
    [null, 'application-not-ours'],
  ])('made by %s is never changed, granted anything or given a certificate: %s', async (createdByAppId, code) => {
    const customer = customerWith();
    const { servicePrincipalId, applicationId } = await makeTwin(customer, createdByAppId);
    const target = { ...customer.target, applicationId, servicePrincipalId };
    const certificate = certificateInput(customer, createClientCertificate('ServiceNow'));

    const errors = [
      await customer.fail('check-tenant', { ...customer.target, deploymentKey: DEPLOYMENT_KEY, permissions }),
      await customer.fail('preview-changes', registration(customer)),
      await customer.fail('register-application', registration(customer)),
      await customer.fail('grant-consent', { ...target, permissions }),
      await customer.fail('assign-role', target),
      await customer.fail('attach-certificate', { ...target, ...certificate }),
    ];

    expect(errors.map((error) => `${error.kind} ${error.code}`)).toEqual(Array.from(errors, () => `person ${code}`));
    expect(errors[0]?.message).toContain(`"${DISPLAY_NAME}"`);
    expect(errors[0]?.detail).toContain(createdByAppId ?? 'not said');
    expect(customer.writes()).toEqual([]);
  });

  test('that reads did not show yet when the upsert met it is not taken for ours', async () => {
    const customer = customerWith({ impatient: true });
    const { twin } = await makeTwin(customer);
    // The worst twin: it lets the bot write by naming it as an owner.
    customer.tenant.owners[twin.id] = [botIn(customer), MALLORY];
    entra.state.births[twin.id] = Date.now();
    entra.setLag({ applicationMs: 600_000 });

    const hidden = await customer.fail('register-application', registration(customer));
    calm(entra);
    const seen = await customer.fail('register-application', registration(customer));

    expect(hidden).toMatchObject({ kind: 'transient', code: 'not-visible-yet' });
    expect(seen.code).toBe('application-of-earlier-client');
  });

  test('that was deleted holds nothing up', async () => {
    const customer = customerWith();
    const { twin } = await makeTwin(customer);
    customer.tenant.applications = [];
    customer.tenant.deletedApplications.push({ ...twin, deletedDateTime: '2026-11-24T09:30:00Z' });

    const output = await register(customer);

    expect(output.created).toBe(true);
  });
});

describe('who else can use the application', () => {
  test('is nobody after a first registration', async () => {
    const customer = customerWith();

    const application = await register(customer);
    const enterprise = await customer.run(
      'create-enterprise-application',
      enterpriseInput(customer, application.appId),
    );

    expect(application).toMatchObject({ createdByAppId: BOOTSTRAP_CLIENT_ID, certificates: [], others: [] });
    expect(enterprise.others).toEqual([]);
    expect(entra.log.violations).toEqual([]);
  });

  test('is read from owners, secrets, certificates and trusted identities, on both objects', async () => {
    const customer = customerWith();
    const { applicationId, servicePrincipalId, appId } = await registerBoth(customer);
    const { tenant } = customer;
    const key = createClientCertificate('somebody', { days: 30 });
    const secret = { keyId: 'ba0ba000-0000-4000-8000-000000000001', displayName: 'backup', hint: 'x' };
    const valid = { startDateTime: '2026-01-01T00:00:00Z', endDateTime: '2099-03-01T00:00:00Z' };
    tenant.users.push({ id: MALLORY, displayName: 'Mallory', groups: [] });
    tenant.owners[applicationId]?.push(MALLORY);
    tenant.owners[servicePrincipalId]?.push(MALLORY);
    heldApplication(customer).passwordCredentials.push({ ...secret, ...valid });
    tenant.federatedCredentials[applicationId] = [
      {
        id: 'f1',
        name: 'deploy',
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'repo:mallory/x:ref:refs/heads/main',
        audiences: ['api://AzureADTokenExchange'],
        description: null,
      },
    ];
    const enterprise = tenant.servicePrincipals.find((each) => each.id === servicePrincipalId);
    enterprise?.passwordCredentials.push({ ...secret, ...valid });
    enterprise?.keyCredentials.push(toKeyCredential(key.der));

    const onApplication = (await register(customer)).others;
    const onEnterprise = (await customer.run('create-enterprise-application', enterpriseInput(customer, appId))).others;

    const texts = (others: typeof onApplication) => others.map(({ kind, on, text }) => `${kind} on ${on}: ${text}`);
    expect(texts(onApplication)).toEqual([
      'client-secret on application: client secret "backup", valid until 2099-03-01',
      'owner on application: owner "Mallory" (user)',
      'federated-credential on application: federated credential "deploy": repo:mallory/x:ref:refs/heads/main of https://token.actions.githubusercontent.com',
    ]);
    expect(texts(onEnterprise)).toEqual([
      expect.stringMatching(/^certificate on enterprise-application: certificate "CN=somebody", valid until /),
      'client-secret on enterprise-application: client secret "backup", valid until 2099-03-01',
      'owner on enterprise-application: owner "Mallory" (user)',
    ]);
    expect(entra.log.violations).toEqual([]);
  });

  test('includes a certificate that only claims the thumbprint of ours', async () => {
    const customer = customerWith();
    await register(customer);
    const ours = createClientCertificate('ServiceNow');
    const theirs = createClientCertificate('somebody');
    heldApplication(customer).keyCredentials.push({
      ...toKeyCredential(theirs.der),
      displayName: `exo-bot ${ours.thumbprint}`,
      customKeyIdentifier: toKeyCredential(ours.der).customKeyIdentifier,
    });

    const { certificates, others } = await register(customer);

    expect(certificates).toEqual([]);
    expect(others.map(({ kind }) => kind)).toEqual(['certificate']);
  });

  test('changes its id when a trusted identity is changed in place', async () => {
    const customer = customerWith();
    const { applicationId } = await register(customer);
    const trust = { id: 'f1', name: 'n', issuer: 'https://i.example', audiences: [], description: null };
    customer.tenant.federatedCredentials[applicationId] = [{ ...trust, subject: 'one' }];
    const before = (await register(customer)).others;
    customer.tenant.federatedCredentials[applicationId] = [{ ...trust, subject: 'other' }];

    const after = (await register(customer)).others;

    expect(after[0]?.id).not.toBe(before[0]?.id);
  });

  test.each(['owners', 'federatedIdentityCredentials'])(
    'is never silently nobody: without the right to read %s a person is told which',
    async (what) => {
      const customer = customerWith();
      await register(customer);
      entra.setFaults({ fail: 1, failStatus: 403, pathContains: what });

      const error = await customer.fail('register-application', registration(customer));

      expect(error).toMatchObject({ kind: 'person', code: 'no-rights-in-tenant' });
      expect(error.advice).toContain('Application.Read.All');
    },
  );
});

describe('a creator that Entra did not make owner', () => {
  test('needs not to be one where it may write every application', async () => {
    const permissions = ['Application.ReadWrite.All', 'Application.Read.All', 'RoleManagement.Read.Directory'];
    const customer = customerWith({ permissions });
    const { applicationId } = await register(customer);
    customer.tenant.owners[applicationId] = [];
    customer.forget();

    await register(customer);

    expect(customer.writes()).toEqual([]);
  });

  test('says exactly what an administrator must do where it may not', async () => {
    const customer = customerWith();
    const { applicationId } = await register(customer);
    customer.tenant.owners[applicationId] = [];

    const error = await customer.fail('register-application', registration(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'not-owner' });
    expect(error.message).toContain(`"${DISPLAY_NAME}"`);
    expect(error.advice).toContain(botIn(customer));
  });
});
