import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import {
  type Customer,
  calm,
  certificateInput,
  createCustomer,
  DEPLOYMENT_KEY,
  DISPLAY_NAME,
  graphAt,
} from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

let entra: TestEntra;

beforeAll(async () => {
  entra = await startTestEntra();
});
afterEach(() => calm(entra));
afterAll(() => entra.close());

const ID = '11111111-2222-4333-8444-555555555555';
const permissions = [...REQUIRED_PERMISSIONS];
const certificate = createClientCertificate('ServiceNow');

/** Every cloud step, failing at its first request. */
const attempts = {
  'check-tenant': ({ fail, target }: Customer) =>
    fail('check-tenant', { ...target, deploymentKey: DEPLOYMENT_KEY, permissions }),
  'preview-changes': ({ fail, target }: Customer) =>
    fail('preview-changes', { ...target, deploymentKey: DEPLOYMENT_KEY, displayName: DISPLAY_NAME, permissions }),
  'register-application': ({ fail, target }: Customer) =>
    fail('register-application', {
      ...target,
      deploymentKey: DEPLOYMENT_KEY,
      displayName: DISPLAY_NAME,
      permissions,
      redirectUri: null,
    }),
  'create-enterprise-application': ({ fail, target }: Customer) =>
    fail('create-enterprise-application', { ...target, appId: ID, permissions }),
  'grant-consent': ({ fail, target }: Customer) =>
    fail('grant-consent', { ...target, applicationId: ID, servicePrincipalId: ID, permissions }),
  'await-consent': ({ fail, target }: Customer) =>
    fail('await-consent', { ...target, servicePrincipalId: ID, permissions }),
  'assign-role': ({ fail, target }: Customer) =>
    fail('assign-role', { ...target, applicationId: ID, servicePrincipalId: ID }),
  'attach-certificate': (customer: Customer) =>
    customer.fail('attach-certificate', {
      ...customer.target,
      applicationId: ID,
      servicePrincipalId: ID,
      ...certificateInput(customer, certificate),
    }),
};

test.each(Object.entries(attempts))(
  '%s hands a throttled request to the run, with its wait',
  async (_name, attempt) => {
    const customer = createCustomer(entra, graphAt(entra, TEST_SECRET));
    entra.setFaults({ throttle: 9, retryAfterSeconds: 30 });

    const error = await attempt(customer);

    expect(error).toMatchObject({ kind: 'transient', code: 'throttled', retryAfterMs: 30_000 });
    expect(customer.writes()).toEqual([]);
  },
);

test.each(Object.entries(attempts))('%s waits for Graph to come back', async (_name, attempt) => {
  const customer = createCustomer(entra, graphAt(entra, TEST_SECRET));
  entra.setFaults({ fail: 9, failStatus: 500 });

  const error = await attempt(customer);

  expect(error).toMatchObject({ kind: 'transient', code: 'graph-unavailable', budgetMs: 30 * 60_000 });
  expect(customer.writes()).toEqual([]);
});

test.each(Object.entries(attempts))('%s asks a person in a tenant that gave no rights', async (_name, attempt) => {
  const customer = createCustomer(entra, graphAt(entra, TEST_SECRET), { permissions: [] });

  const error = await attempt(customer);

  expect(error).toMatchObject({ kind: 'person', code: 'no-rights-in-tenant' });
  expect(error.advice).toMatch(/must consent to [A-Z]\w+(\.\w+)+/);
});
