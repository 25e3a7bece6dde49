import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { LINK_PERMISSIONS } from '../../../demo/standins/entra/demo-state.ts';
import {
  EXCHANGE_APP_ID,
  EXCHANGE_PROTECTION_APP_ID,
  GRAPH_APP_ID,
} from '../../../demo/standins/entra/state/resources.ts';
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

  test('does without Exchange Online Protection where Exchange Online owns the compliance address', async () => {
    const customer = customerWith({
      withoutResources: [EXCHANGE_PROTECTION_APP_ID],
      compliancePowerShellOwner: EXCHANGE_APP_ID,
    });

    const found = await customer.run('check-tenant', input(customer));
    const needed = found.permissions ?? [];
    const registration = { deploymentKey: DEPLOYMENT_KEY, displayName: DISPLAY_NAME, redirectUri: null };
    const application = await customer.run('register-application', {
      ...customer.target,
      ...registration,
      permissions: needed,
    });
    const enterprise = await customer.run('create-enterprise-application', {
      ...customer.target,
      appId: application.appId,
      permissions: needed,
    });
    const consent = await customer.run('grant-consent', {
      ...customer.target,
      applicationId: application.applicationId,
      servicePrincipalId: enterprise.servicePrincipalId,
      permissions: needed,
    });

    expect(found.warnings).toEqual([
      expect.stringContaining('does not have "Microsoft Exchange Online Protection" and does not need it'),
    ]);
    expect(needed).toEqual(permissions.filter(({ resourceAppId }) => resourceAppId !== EXCHANGE_PROTECTION_APP_ID));
    expect(heldApplication(customer).requiredResourceAccess.map(({ resourceAppId }) => resourceAppId)).toEqual([
      EXCHANGE_APP_ID,
      GRAPH_APP_ID,
    ]);
    expect(consent.granted).toEqual([
      'Exchange.ManageAsApp on Office 365 Exchange Online',
      'Mail.ReadWrite on Microsoft Graph',
    ]);
  });

  test('does without Exchange Online where Exchange Online Protection owns the compliance address', async () => {
    const customer = customerWith({ withoutResources: [EXCHANGE_APP_ID] });

    const output = await customer.run('check-tenant', input(customer));

    expect(output.permissions?.map(({ resourceAppId }) => resourceAppId)).toEqual([
      EXCHANGE_PROTECTION_APP_ID,
      GRAPH_APP_ID,
    ]);
  });

  test.each([
    ['the owner of the compliance address', [EXCHANGE_PROTECTION_APP_ID], 'Microsoft Exchange Online Protection'],
    ['both Exchange services', [EXCHANGE_APP_ID, EXCHANGE_PROTECTION_APP_ID], 'Office 365 Exchange Online'],
  ])('asks a person about a tenant that lacks %s', async (_what, withoutResources, named) => {
    const customer = customerWith({ withoutResources });

    const error = await customer.fail('check-tenant', input(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'resource-missing' });
    expect(error.message).toContain(named);
    expect(customer.writes()).toEqual([]);
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

describe('the rights of the bot', () => {
  const ask = (customer: Customer, mode: 'full' | 'link') =>
    customer.fail('check-tenant', { ...input(customer), mode });

  test('that the whole onboarding lacks are named in one sentence, before anything is asked or written', async () => {
    const customer = customerWith({ permissions: ['Organization.Read.All'] });
    const since = entra.log.entries.length;

    const error = await ask(customer, 'full');

    expect(error).toMatchObject({ kind: 'person', code: 'no-rights-in-tenant' });
    expect(error.advice).toContain(
      'consent to Application.Read.All, Application.ReadWrite.OwnedBy, AppRoleAssignment.ReadWrite.All, RoleManagement.ReadWrite.Directory on Microsoft Graph',
    );
    expect(error.link).toContain(`/${customer.id}/adminconsent?client_id=`);
    expect(entra.log.entries.slice(since).filter(({ path }) => path.startsWith('/v1.0/'))).toEqual([]);
  });

  test('need not raise anybody in link mode', async () => {
    const linked = customerWith({ permissions: LINK_PERMISSIONS });
    const lacking = customerWith({
      permissions: LINK_PERMISSIONS.filter((right) => right !== 'RoleManagement.Read.Directory'),
    });

    const output = await linked.run('check-tenant', { ...input(linked), mode: 'link' });
    const error = await ask(lacking, 'link');

    expect(output.application).toBeNull();
    expect(error.advice).toContain('consent to RoleManagement.Read.Directory on');
  });

  test('that were consented to after the token was issued count at once', async () => {
    const customer = customerWith({ permissions: ['Organization.Read.All'] });
    const full = customerWith();
    await ask(customer, 'full');
    const grants = full.tenant.appRoleAssignments;
    const [bot] = customer.tenant.appRoleAssignments;
    customer.tenant.appRoleAssignments = grants.map((each) => ({
      ...each,
      principalId: bot?.principalId ?? '',
      resourceId: bot?.resourceId ?? '',
    }));

    const output = await customer.run('check-tenant', { ...input(customer), mode: 'full' });

    expect(output.displayName).toBe('Contoso Ltd');
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
