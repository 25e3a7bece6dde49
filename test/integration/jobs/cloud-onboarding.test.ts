import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import {
  type Customer,
  certificateInput,
  createCustomer,
  DEPLOYMENT_KEY,
  DISPLAY_NAME,
  graphAt,
  heldApplication,
} from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

let entra: TestEntra;

beforeAll(async () => {
  entra = await startTestEntra();
});
afterAll(() => entra.close());

const permissions = [...REQUIRED_PERMISSIONS];
const certificate = createClientCertificate('ServiceNow');

/** All cloud steps of a run in mode `full`. */
async function onboard(customer: Customer) {
  const { run, target } = customer;
  const tenant = await run('check-tenant', { ...target, deploymentKey: DEPLOYMENT_KEY, permissions });
  const application = await run('register-application', {
    ...target,
    deploymentKey: DEPLOYMENT_KEY,
    displayName: DISPLAY_NAME,
    permissions,
    redirectUri: null,
  });
  const enterprise = await run('create-enterprise-application', { ...target, appId: application.appId, permissions });
  const { servicePrincipalId } = enterprise;
  const { applicationId } = application;
  const consent = await run('grant-consent', { ...target, applicationId, servicePrincipalId, permissions });
  const role = await run('assign-role', { ...target, applicationId, servicePrincipalId });
  const attached = await run('attach-certificate', {
    ...target,
    applicationId,
    servicePrincipalId,
    ...certificateInput(customer, certificate),
  });
  return { tenant, application, enterprise, consent, role, attached };
}

test('the cloud steps make everything once, and a second run sends no write at all', async () => {
  const customer = createCustomer(entra, graphAt(entra, TEST_SECRET));

  const first = await onboard(customer);

  expect(first.application).toMatchObject({ created: true, changed: true, displayName: DISPLAY_NAME });
  expect(first.enterprise).toMatchObject({ created: true, roleAssigned: false, missingPermissions: permissions });
  expect(first.consent).toEqual({
    granted: [
      'Exchange.ManageAsApp on Office 365 Exchange Online',
      'Exchange.ManageAsApp on Microsoft Exchange Online Protection',
      'Mail.ReadWrite on Microsoft Graph',
    ],
    alreadyGranted: [],
  });
  expect(first.role.created).toBe(true);
  expect(first.attached).toMatchObject({ changed: true, pruned: [] });
  const { servicePrincipalId } = first.enterprise;
  expect(heldApplication(customer)).toMatchObject({
    tags: ['exo-bot', `exo-bot:${DEPLOYMENT_KEY}`],
    signInAudience: 'AzureADMyOrg',
    keyCredentials: [{ displayName: `exo-bot ${certificate.thumbprint}` }],
  });
  expect(heldApplication(customer).requiredResourceAccess).toHaveLength(3);
  expect(customer.tenant.appRoleAssignments.filter((each) => each.principalId === servicePrincipalId)).toHaveLength(3);
  expect(customer.tenant.roleAssignments).toHaveLength(1);

  customer.forget();
  const second = await onboard(customer);

  expect(customer.writes()).toEqual([]);
  expect(second.tenant.application).toEqual({
    id: first.application.applicationId,
    appId: first.application.appId,
    servicePrincipalId,
    certificates: [certificate.thumbprint],
  });
  expect(second.application).toMatchObject({ created: false, changed: false, others: [] });
  expect(second.enterprise).toMatchObject({ created: false, roleAssigned: true, missingPermissions: [] });
  expect(second.consent).toMatchObject({ granted: [], alreadyGranted: first.consent.granted });
  expect(second.role).toEqual({ assignmentId: first.role.assignmentId, created: false });
  expect(second.attached).toMatchObject({ changed: false });
  expect(entra.log.violations).toEqual([]);
});
