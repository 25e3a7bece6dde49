import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { toKeyCredential } from '../../../demo/standins/entra/state/certificate.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import {
  type Customer,
  calm,
  createCustomer,
  DEPLOYMENT_KEY,
  DISPLAY_NAME,
  graphAt,
  heldApplication,
  register,
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
const wishes = ({ target }: Customer, redirectUri: string | null = null) => ({
  ...target,
  deploymentKey: DEPLOYMENT_KEY,
  displayName: DISPLAY_NAME,
  permissions,
  redirectUri,
});

describe('register-application', () => {
  test('brings back only what somebody changed', async () => {
    const customer = customerWith();
    const { applicationId } = await register(customer);
    heldApplication(customer).displayName = 'renamed';
    heldApplication(customer).requiredResourceAccess.pop();
    customer.forget();

    const output = await register(customer);

    expect(output).toMatchObject({ applicationId, created: false, changed: true, displayName: DISPLAY_NAME });
    expect(customer.writes()).toEqual([`PATCH /v1.0/applications/${applicationId}`]);
    expect(heldApplication(customer)).toMatchObject({ displayName: DISPLAY_NAME });
    expect(heldApplication(customer).requiredResourceAccess).toHaveLength(3);
  });

  test('sets the address of the consent answer page, and only that one', async () => {
    const customer = customerWith();
    await register(customer);
    heldApplication(customer).web.redirectUris.push('https://elsewhere.example');

    await customer.run('register-application', wishes(customer, 'https://bot.example/consent'));

    expect(heldApplication(customer).web.redirectUris).toEqual(['https://bot.example/consent']);
  });

  test('names credentials that somebody else put on it', async () => {
    const customer = customerWith();
    await register(customer);
    const foreign = createClientCertificate('somebody', { days: 30 });
    heldApplication(customer).keyCredentials.push({ ...toKeyCredential(foreign.der), displayName: 'CN=somebody' });

    const { others } = await register(customer);

    const text = expect.stringContaining('certificate "CN=somebody", valid until');
    expect(others).toEqual([expect.objectContaining({ kind: 'certificate', on: 'application', text })]);
  });

  test('never touches an application with our name and without our tag', async () => {
    const customer = customerWith();
    await register(customer);
    heldApplication(customer).tags = ['exo-bot'];
    heldApplication(customer).displayName = 'theirs';
    customer.forget();

    const error = await customer.fail('register-application', wishes(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'application-not-ours' });
    expect(error.message).toContain('"theirs"');
    expect(customer.writes()).toEqual([]);
  });

  test('asks a person when ours was deleted a short while ago', async () => {
    const customer = customerWith();
    await register(customer);
    const [deleted] = customer.tenant.applications.splice(0);
    if (deleted) customer.tenant.deletedApplications.push({ ...deleted, deletedDateTime: '2026-11-24T09:30:00Z' });
    customer.forget();

    const error = await customer.fail('register-application', wishes(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'application-deleted' });
    expect(customer.writes()).toEqual([]);
  });

  test('waits a moment for a new application and says so', async () => {
    const customer = customerWith();
    entra.setLag({ applicationMs: 600 });

    const output = await register(customer);

    expect(output.created).toBe(true);
    expect(customer.notes).toEqual(['waiting for the application to appear']);
  });

  test('leaves a longer wait to the run, and the next attempt makes no second application', async () => {
    const customer = customerWith({ impatient: true });
    entra.setLag({ applicationMs: 600_000 });

    const error = await customer.fail('register-application', wishes(customer));
    const again = await customer.fail('register-application', wishes(customer));
    entra.setLag({ applicationMs: 0 });
    const output = await register(customer);

    expect(error).toMatchObject({ kind: 'transient', code: 'not-visible-yet', budgetMs: 12 * 60_000 });
    expect(again.code).toBe('not-visible-yet');
    expect(output).toMatchObject({ created: false, changed: false });
    expect(customer.tenant.applications).toHaveLength(1);
  });

  test('takes an answer that broke off for no answer: the next attempt finds what was made', async () => {
    const customer = customerWith();
    entra.setFaults({ cut: 1, methods: ['GET'], pathContains: 'deletedItems' });

    const error = await customer.fail('register-application', wishes(customer));
    const output = await register(customer);

    expect(error).toMatchObject({ kind: 'transient', code: 'answer-cut' });
    expect(output.created).toBe(true);
  });

  test('names the right that is missing', async () => {
    const customer = customerWith({ permissions: ['Application.Read.All'] });

    const error = await customer.fail('register-application', wishes(customer));

    expect(error).toMatchObject({ kind: 'person', code: 'no-rights-in-tenant' });
    expect(error.advice).toContain('Application.ReadWrite.OwnedBy');
    expect(error.link).toContain(`/${customer.id}/adminconsent?client_id=`);
  });
});

describe('create-enterprise-application', () => {
  const input = ({ target }: Customer, appId: string) => ({ ...target, appId, permissions });

  test('waits a moment for a new enterprise application', async () => {
    const customer = customerWith();
    const { appId } = await register(customer);
    entra.setLag({ servicePrincipalMs: 600 });

    const output = await customer.run('create-enterprise-application', input(customer, appId));

    expect(output).toMatchObject({ created: true, roleAssigned: false });
    expect(customer.notes).toEqual(['waiting for the enterprise application to appear']);
  });

  test('takes one that was made in the same moment for done', async () => {
    const customer = customerWith();
    const { appId } = await register(customer);
    const { servicePrincipalId } = await customer.run('create-enterprise-application', input(customer, appId));
    // The read before the write does not show it, and the write meets it.
    const created = customer.tenant.servicePrincipals.find(({ id }) => id === servicePrincipalId);
    entra.setFaults({
      fail: 1,
      failStatus: 409,
      failCode: 'Request_MultipleObjectsWithSameKeyValue',
      failMessage: `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
      methods: ['PATCH'],
    });

    const output = await customer.run('create-enterprise-application', {
      ...input(customer, appId),
      seenEnterprise: { at: new Date().toISOString(), what: null },
    });

    expect(output).toMatchObject({ created: false, servicePrincipalId: created?.id });
    expect(customer.tenant.servicePrincipals.filter((each) => each.appId === appId)).toHaveLength(1);
  });

  test.each([
    ['just made', 0],
    ['made a while ago', 0.6e9],
  ])('explains both texts for an application that has not spread (%s) as a wait', async (_what, age) => {
    const customer = customerWith();
    const { appId } = await register(customer);
    // The stand-in changes the text at half of the lag.
    entra.setLag({ applicationMs: 1e9 });
    const { id } = heldApplication(customer);
    entra.state.births[id] = Date.now() - age;

    const error = await customer.fail('create-enterprise-application', input(customer, appId));

    expect(error).toMatchObject({ kind: 'transient', code: 'not-visible-yet', budgetMs: 12 * 60_000 });
  });

  test('asks a person when somebody disabled it', async () => {
    const customer = customerWith();
    const { appId } = await register(customer);
    await customer.run('create-enterprise-application', input(customer, appId));
    for (const each of customer.tenant.servicePrincipals) if (each.appId === appId) each.accountEnabled = false;
    customer.forget();

    const error = await customer.fail('create-enterprise-application', input(customer, appId));

    expect(error).toMatchObject({ kind: 'person', code: 'enterprise-application-disabled' });
    expect(customer.writes()).toEqual([]);
  });
});
