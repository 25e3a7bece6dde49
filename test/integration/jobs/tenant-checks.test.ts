import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { LINK_PERMISSIONS } from '../../../demo/standins/entra/demo-state.ts';
import { EXCHANGE_APP_ID, EXCHANGE_PROTECTION_APP_ID } from '../../../demo/standins/entra/state/resources.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions.ts';
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

const permissions = [...REQUIRED_PERMISSIONS];
const customerWith = (options = {}) => createCustomer(entra, graphAt(entra, TEST_SECRET), options);
const input = ({ target }: Customer) => ({ ...target, deploymentKey: DEPLOYMENT_KEY, permissions });

describe('check-tenant', () => {
  test('finds what the later steps must know and writes nothing', async () => {
    const customer = customerWith();

    const output = await customer.run('check-tenant', input(customer));

    expect(output).toEqual({
      displayName: 'Contoso Ltd',
      initialDomain: customer.tenant.verifiedDomains[0]?.name,
      maxCertificateDays: null,
      compliancePowerShellResource: EXCHANGE_PROTECTION_APP_ID,
      application: null,
      permissions,
      warnings: [],
    });
    expect(customer.writes()).toEqual([]);
    expect(entra.log.violations).toEqual([]);
  });

  test('finds the other owner of the compliance address where a tenant has it', async () => {
    const customer = customerWith({ compliancePowerShellOwner: EXCHANGE_APP_ID });

    const output = await customer.run('check-tenant', input(customer));

    expect(output.compliancePowerShellResource).toBe(EXCHANGE_APP_ID);
  });

  test('warns when no permission is configured on the owner of the compliance address', async () => {
    const customer = customerWith();
    const others = permissions.filter((each) => each.resourceAppId !== EXCHANGE_PROTECTION_APP_ID);

    const output = await customer.run('check-tenant', { ...input(customer), permissions: others });

    expect(output.warnings).toEqual([expect.stringContaining(EXCHANGE_PROTECTION_APP_ID)]);
  });

  test("takes the longest life of a certificate from the tenant's policy", async () => {
    const customer = customerWith({ policy: { maxCertificateLifetime: 'P180D' } });

    expect((await customer.run('check-tenant', input(customer))).maxCertificateDays).toBe(180);
  });

  test("takes our application's own policy in place of the tenant's", async () => {
    const customer = customerWith({ policy: { maxCertificateLifetime: 'P30D' } });
    await register(customer);
    const { id } = heldApplication(customer);
    customer.tenant.applicationPolicies[id] = {
      id: 'exception',
      displayName: 'exception',
      isEnabled: true,
      keyCredentials: [{ restrictionType: 'asymmetricKeyLifetime', state: 'enabled', maxLifetime: 'P1Y' }],
    };

    const output = await customer.run('check-tenant', input(customer));

    expect(output.maxCertificateDays).toBe(365);
    expect(output.application).toMatchObject({ id });
  });

  test('asks a person about a restriction that v1.0 does not name', async () => {
    const customer = customerWith({ policy: { trustedAuthorityOnly: true } });

    const error = await customer.fail('check-tenant', input(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'certificate-policy-unknown' });
  });

  test('goes on with a warning where the policy may not be read', async () => {
    const customer = customerWith({ permissions: LINK_PERMISSIONS });

    const output = await customer.run('check-tenant', input(customer));

    expect(output.maxCertificateDays).toBeNull();
    expect(output.warnings).toEqual([expect.stringContaining('Policy.Read.All')]);
  });

  test('asks a person about a tenant without Exchange', async () => {
    const customer = customerWith({ withoutResources: [EXCHANGE_PROTECTION_APP_ID] });

    const error = await customer.fail('check-tenant', input(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'resource-missing' });
    expect(error.message).toContain('Microsoft Exchange Online Protection');
    expect(error.advice).toContain('licence');
  });

  test('links to the consent of the bot in a tenant that never gave it', async () => {
    const customer = customerWith({ permissions: null });

    const error = await customer.fail('check-tenant', input(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'bot-not-consented' });
    expect(error.link).toContain(`${entra.url}/${customer.id}/adminconsent?client_id=`);
    expect(error.detail).toMatch(/AADSTS\d+/);
  });

  test('stops at an application of somebody else', async () => {
    const customer = customerWith();
    await register(customer);
    heldApplication(customer).tags = [];

    const error = await customer.fail('check-tenant', input(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'application-not-ours' });
  });
});

describe('preview-changes', () => {
  const preview = (customer: Customer) =>
    customer.run('preview-changes', { ...input(customer), displayName: DISPLAY_NAME });

  test('lists everything for a new tenant', async () => {
    const customer = customerWith();

    const { changes, inPlace } = await preview(customer);

    expect(changes).toEqual([
      'register the application "ServiceNow SecOps EXO CBA"',
      'create the enterprise application',
      'grant Exchange.ManageAsApp on Office 365 Exchange Online',
      'grant Exchange.ManageAsApp on Microsoft Exchange Online Protection',
      'grant Mail.ReadWrite on Microsoft Graph',
      'assign the role Compliance Administrator',
      'make a certificate and attach it to the application',
    ]);
    expect(inPlace).toEqual([]);
    expect(customer.writes()).toEqual([]);
  });

  test('lists nothing for a tenant that is onboarded', async () => {
    const customer = customerWith();
    const { servicePrincipalId, applicationId } = await registerBoth(customer);
    const target = { ...customer.target, applicationId, servicePrincipalId };
    await customer.run('grant-consent', { ...target, permissions });
    await customer.run('assign-role', target);
    const certificate = certificateInput(customer, createClientCertificate('ServiceNow'));
    await customer.run('attach-certificate', { ...customer.target, applicationId, servicePrincipalId, ...certificate });
    customer.forget();

    const { changes, inPlace } = await preview(customer);

    expect(changes).toEqual([]);
    expect(inPlace).toHaveLength(7);
    expect(inPlace.at(-1)).toMatch(/^a certificate of ours is attached, valid until 20\d\d-\d\d-\d\d$/);
    expect(customer.writes()).toEqual([]);
  });

  test('names what it would change on our application', async () => {
    const customer = customerWith();
    await registerBoth(customer);
    heldApplication(customer).displayName = 'renamed';

    const { changes } = await preview(customer);

    expect(changes).toContain('change on the application "ServiceNow SecOps EXO CBA": display name');
  });
});
