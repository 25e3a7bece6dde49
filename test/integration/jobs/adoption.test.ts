import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { BOOTSTRAP_CLIENT_ID } from '../../../demo/standins/entra/demo-state.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import { approvalMissing } from '../../../src/jobs/guard/refusals.ts';
import {
  type Customer,
  type CustomerOptions,
  calm,
  certificateInput,
  createCustomer,
  DEPLOYMENT_KEY,
  DISPLAY_NAME,
  graphAt,
  heldApplication,
  registerBoth,
} from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

let entra: TestEntra;

beforeAll(async () => {
  entra = await startTestEntra();
});
afterEach(() => calm(entra));
afterAll(() => entra.close());

const EARLIER = 'ea211e12-0000-4000-8000-000000000001';
const STRANGER = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
const permissions = [...REQUIRED_PERMISSIONS];

/** A tenant whose application was made when the bot had another client id, under another name. */
async function tenantOfEarlierClient(options: CustomerOptions = {}) {
  const customer = createCustomer(entra, graphAt(entra, TEST_SECRET), { earlierClientIds: [EARLIER], ...options });
  const { applicationId, servicePrincipalId } = await registerBoth(customer);
  const application = heldApplication(customer);
  application.createdByAppId = EARLIER;
  application.displayName = 'exo of old';
  customer.forget();
  const adopted = { applicationId, createdByAppId: EARLIER, adoptedBy: BOOTSTRAP_CLIENT_ID };
  return { customer, application, adopted, registered: { ...customer.target, applicationId, servicePrincipalId } };
}

const asked = ({ target }: Customer) => ({
  ...target,
  deploymentKey: DEPLOYMENT_KEY,
  displayName: DISPLAY_NAME,
  permissions,
  redirectUri: null,
});

describe('the application of an earlier client id', () => {
  test('is refused where nobody asked to adopt it, and the advice names the command', async () => {
    const { customer } = await tenantOfEarlierClient();

    const error = await customer.fail('register-application', asked(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'application-of-earlier-client' });
    expect(error.advice).toContain('@exo adopt');
    expect(error.advice).toContain('application.earlierClientIds');
  });

  test('is only looked at in a run that may adopt it, and says who made it', async () => {
    const { customer, adopted } = await tenantOfEarlierClient();
    const { tenant } = customer;
    const mayAdopt = { ...asked(customer), mayAdopt: true };
    tenant.owners[adopted.applicationId] = [];

    const checked = await customer.run('check-tenant', mayAdopt);
    const output = await customer.run('register-application', mayAdopt);

    expect(checked.application?.id).toBe(adopted.applicationId);
    expect(output).toMatchObject({ ...adopted, displayName: 'exo of old', created: false, changed: false });
    expect(customer.writes()).toEqual([]);
  });

  test("is taken over under the guard's word, and then is as it should be", async () => {
    const { customer, application, adopted, registered } = await tenantOfEarlierClient();
    application.requiredResourceAccess = [];

    const output = await customer.run('adopt-application', { ...registered, ...asked(customer), adopted });

    expect(output).toEqual({ changed: true });
    expect(customer.authorized).toEqual(['adopt-application']);
    const now = heldApplication(customer);
    expect(now).toMatchObject({ id: application.id, displayName: DISPLAY_NAME, createdByAppId: EARLIER });
    expect(now.requiredResourceAccess).not.toEqual([]);
    expect(entra.log.violations).toEqual([]);
  });

  test("is not touched without the guard's word", async () => {
    const refusal = approvalMissing('nobody has approved it in this run');
    const { customer, adopted, registered } = await tenantOfEarlierClient({
      authorize: async () => Promise.reject(refusal),
    });

    const error = await customer.fail('adopt-application', { ...registered, ...asked(customer), adopted });

    expect(error).toEqual(refusal.error);
    expect(customer.writes()).toEqual([]);
  });

  test("needs the tenant's administrator where the bot may change only what it owns, and does not own it", async () => {
    const { customer, application, adopted, registered } = await tenantOfEarlierClient();
    const owners = customer.tenant.owners[application.id] ?? [];
    customer.tenant.owners[application.id] = [];
    const input = { ...registered, ...asked(customer), adopted };

    const error = await customer.fail('adopt-application', input);
    customer.tenant.owners[application.id] = owners;
    const output = await customer.run('adopt-application', input);

    expect(error).toMatchObject({ kind: 'person', code: 'not-owner' });
    expect(error.message).toContain('"exo of old"');
    expect(output).toEqual({ changed: true });
  });

  test('is given what is approved once it was adopted, and mended by later runs', async () => {
    const { customer, adopted, registered } = await tenantOfEarlierClient();
    await customer.run('adopt-application', { ...registered, ...asked(customer), adopted });
    await customer.run('grant-consent', { ...registered, permissions, adopted });
    await customer.run('assign-role', { ...registered, adopted });
    heldApplication(customer).displayName = 'renamed by somebody';

    const later = await customer.run('register-application', { ...asked(customer), adopted });

    expect(later).toMatchObject({ changed: true, adoptedBy: BOOTSTRAP_CLIENT_ID });
    expect(heldApplication(customer).displayName).toBe(DISPLAY_NAME);
  });
});

describe('what was not adopted', () => {
  test.each([
    ['a twin of a stranger', STRANGER, [EARLIER], true],
    ['one of an earlier client id that the configuration does not list', EARLIER, [], true],
    ['a twin of the adopted one, under its name', EARLIER, [EARLIER], false],
  ])('is refused and not changed: %s', async (_what, createdByAppId, earlierClientIds, mayAdopt) => {
    const { customer, application, registered } = await tenantOfEarlierClient({ earlierClientIds });
    application.createdByAppId = createdByAppId;
    const adopted = {
      applicationId: mayAdopt ? application.id : '88888888-1111-4111-8111-111111111111',
      createdByAppId: EARLIER,
      adoptedBy: BOOTSTRAP_CLIENT_ID,
    };
    const certificate = certificateInput(customer, createClientCertificate('ServiceNow'));

    const errors = [
      await customer.fail('check-tenant', { ...asked(customer), mayAdopt, adopted }),
      await customer.fail('register-application', { ...asked(customer), mayAdopt, adopted }),
      await customer.fail('adopt-application', { ...registered, ...asked(customer), adopted }),
      await customer.fail('grant-consent', { ...registered, permissions, adopted }),
      await customer.fail('assign-role', { ...registered, adopted }),
      await customer.fail('attach-certificate', { ...registered, ...certificate, adopted }),
    ];

    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['application-of-earlier-client']));
    expect(customer.writes()).toEqual([]);
  });

  test('is refused when another client is found to have made it between card and grant', async () => {
    const { customer, application, adopted, registered } = await tenantOfEarlierClient({
      earlierClientIds: [EARLIER, STRANGER],
    });
    customer.approve();
    application.createdByAppId = STRANGER;
    const theirs = { ...adopted, createdByAppId: STRANGER };

    const error = await customer.fail('grant-consent', { ...registered, permissions, adopted: theirs });

    expect(error).toMatchObject({ code: 'subject-changed' });
    expect(error.message).toContain(STRANGER);
    expect(customer.writes()).toEqual([]);
  });
});
