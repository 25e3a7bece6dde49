import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { FULL_PERMISSIONS, LINK_PERMISSIONS } from '../../../demo/standins/entra/demo-state.ts';
import { toKeyCredential } from '../../../demo/standins/entra/state/certificate.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import { approvalMissing } from '../../../src/jobs/guard/refusals.ts';
import {
  type Customer,
  calm,
  certificateInput,
  createCustomer,
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

const permissions = [...REQUIRED_PERMISSIONS];

async function registered(options = {}) {
  const customer = createCustomer(entra, graphAt(entra, TEST_SECRET), options);
  const { applicationId, servicePrincipalId, appId } = await registerBoth(customer);
  customer.forget();
  const target = { ...customer.target, applicationId, servicePrincipalId };
  const attach = { ...target, ...certificateInput(customer, createClientCertificate('ServiceNow')) };
  return { customer, appId, consent: { ...target, permissions }, role: target, attach };
}

/** What the tenant's administrator does in the portal. */
async function inPortal(what: 'consent' | 'role', customer: Customer, appId: string): Promise<void> {
  const body = JSON.stringify({ tenant: customer.id, appId });
  const response = await fetch(`${entra.adminUrl}/portal/${what}`, { method: 'POST', body });
  expect(response.status).toBe(200);
}

describe("without the guard's word", () => {
  test('nothing is given, and its refusal is the failure of the step', async () => {
    const refusal = approvalMissing('nobody has approved it in this run');
    const { customer, consent, role, attach } = await registered({ authorize: async () => Promise.reject(refusal) });

    const errors = [
      await customer.fail('grant-consent', consent),
      await customer.fail('assign-role', role),
      await customer.fail('attach-certificate', attach),
    ];

    expect(errors).toEqual([refusal.error, refusal.error, refusal.error]);
    expect(customer.writes()).toEqual([]);
  });

  test('is asked for exactly what is missing', async () => {
    const asked: unknown[] = [];
    const { customer, consent } = await registered({
      authorize: async (job: unknown, privilege: unknown) => {
        asked.push(job, privilege);
        throw approvalMissing('nobody has approved it in this run');
      },
    });
    const { servicePrincipalId, applicationId, permissions: all } = consent;
    const exchange = customer.tenant.servicePrincipals.find(({ appId }) => appId === all[0]?.resourceAppId);
    const [held] = customer.tenant.appRoleAssignments;
    if (held && exchange && all[0]) {
      const given = { resourceId: exchange.id, appRoleId: all[0].appRoleId, principalId: servicePrincipalId };
      customer.tenant.appRoleAssignments.push({ ...held, ...given, id: 'given' });
    }

    await customer.fail('grant-consent', consent);

    expect(asked[0]).toMatchObject({ run: 'contoso-1', attempt: 1 });
    expect(asked[1]).toMatchObject({
      kind: 'grant-consent',
      applicationId,
      servicePrincipalId,
      permissions: all.slice(1),
    });
  });

  test('what is in place needs none', async () => {
    const { customer, consent, role } = await registered();
    await customer.run('grant-consent', consent);
    await customer.run('assign-role', role);
    customer.forget();

    const granted = await customer.run('grant-consent', consent);
    const assigned = await customer.run('assign-role', role);

    expect(granted.granted).toEqual([]);
    expect(assigned.created).toBe(false);
    expect(customer.writes()).toEqual([]);
    expect(customer.authorized).toEqual([]);
  });
});

describe('what came after the approval', () => {
  const MALLORY = 'aaaaaaaa-0000-4000-8000-00000000bad0';
  const stranger = createClientCertificate('somebody');

  test.each([
    ['an owner', (customer: Customer) => customer.tenant.owners[heldApplication(customer).id]?.push(MALLORY)],
    [
      'a client secret',
      (customer: Customer) =>
        heldApplication(customer).passwordCredentials.push({
          keyId: 'ba0ba000-0000-4000-8000-000000000001',
          displayName: 'backup',
          hint: null,
          startDateTime: '2026-01-01T00:00:00Z',
          endDateTime: '2099-01-01T00:00:00Z',
        }),
    ],
    [
      'a trusted identity',
      (customer: Customer) => {
        customer.tenant.federatedCredentials[heldApplication(customer).id] = [
          { id: 'f', name: 'n', issuer: 'https://i.example', subject: 's', audiences: [], description: null },
        ];
      },
    ],
    [
      'a certificate with our name',
      (customer: Customer) =>
        heldApplication(customer).keyCredentials.push({
          ...toKeyCredential(stranger.der),
          displayName: `exo-bot ${stranger.thumbprint}`,
        }),
    ],
    [
      'a certificate on the enterprise application',
      (customer: Customer) =>
        customer.tenant.servicePrincipals
          .find(({ appId }) => appId === heldApplication(customer).appId)
          ?.keyCredentials.push(toKeyCredential(stranger.der)),
    ],
  ])('%s stops every privileged write', async (_what, change) => {
    const { customer, consent, role, attach } = await registered();
    customer.approve();
    change(customer);

    const errors = [
      await customer.fail('grant-consent', consent),
      await customer.fail('assign-role', role),
      await customer.fail('attach-certificate', attach),
    ];

    expect(errors.map(({ kind, code }) => `${kind} ${code}`)).toEqual(Array(3).fill('person subject-changed'));
    expect(errors[0]?.message).toContain('there is now');
    expect(customer.writes()).toEqual([]);
  });

  test('and is gone again holds nothing up', async () => {
    const { customer, consent } = await registered();
    customer.tenant.owners[heldApplication(customer).id]?.push(MALLORY);
    customer.approve();
    customer.tenant.owners[heldApplication(customer).id]?.pop();

    const output = await customer.run('grant-consent', consent);

    expect(output.granted).toHaveLength(3);
  });
});

describe('under an approval', () => {
  test('only what is missing is granted', async () => {
    const { customer, consent } = await registered();
    await customer.run('grant-consent', consent);
    customer.tenant.appRoleAssignments.pop();
    customer.forget();

    const output = await customer.run('grant-consent', consent);

    expect(output.granted).toEqual(['Mail.ReadWrite on Microsoft Graph']);
    expect(output.alreadyGranted).toHaveLength(2);
    expect(customer.writes()).toHaveLength(1);
  });

  test('nothing is granted to an application without our tag', async () => {
    const { customer, consent, role } = await registered();
    heldApplication(customer).tags = [];

    const errors = [await customer.fail('grant-consent', consent), await customer.fail('assign-role', role)];

    expect(errors.map(({ code }) => code)).toEqual(['application-not-ours', 'application-not-ours']);
    expect(customer.writes()).toEqual([]);
  });

  test('nothing is granted when a permission in the tenant has another id than the one we know', async () => {
    const { customer, consent } = await registered();
    for (const resource of customer.tenant.servicePrincipals) {
      resource.appRoles = resource.appRoles.map((each) =>
        each.value === 'Exchange.ManageAsApp' ? { ...each, id: '00000000-0000-4000-8000-00000000beef' } : each,
      );
    }

    const error = await customer.fail('grant-consent', consent);

    expect(error).toMatchObject({ kind: 'person', code: 'permission-differs' });
    expect(error.detail).toContain('beef');
    expect(customer.writes()).toEqual([]);
  });

  test('grants that take a moment to appear are waited for', async () => {
    const { customer, consent, role } = await registered();
    entra.setLag({ grantMs: 500, roleMs: 500 });

    await customer.run('grant-consent', consent);
    await customer.run('assign-role', role);

    expect(customer.notes).toEqual(['waiting for the granted permissions to appear', 'waiting for the role to appear']);
  });

  test('an answer that broke off after the grants does not lead to others', async () => {
    const { customer, consent } = await registered();
    entra.setFaults({ cut: 1, methods: ['POST'] });

    const error = await customer.fail('grant-consent', consent);
    const output = await customer.run('grant-consent', consent);

    expect(error).toMatchObject({ kind: 'transient', code: 'answer-cut' });
    expect(output.granted).toHaveLength(0);
    expect(output.alreadyGranted).toHaveLength(3);
    expect(customer.writes()).toHaveLength(3);
  });

  test('grants that stay hidden are read again later and not given twice', async () => {
    const { customer, consent, role } = await registered({ impatient: true });
    // Long enough for the tests, short enough that the token of the automation itself is not hidden.
    entra.setLag({ grantMs: 600_000, roleMs: 600_000 });

    const first = [await customer.fail('grant-consent', consent), await customer.fail('assign-role', role)];
    const second = [await customer.fail('grant-consent', consent), await customer.fail('assign-role', role)];
    calm(entra);

    expect([...first, ...second].map(({ kind, code }) => `${kind} ${code}`)).toEqual(
      Array.from({ length: 4 }, () => 'transient not-visible-yet'),
    );
    expect((await customer.run('grant-consent', consent)).alreadyGranted).toHaveLength(3);
    expect((await customer.run('assign-role', role)).created).toBe(false);
    expect(customer.tenant.roleAssignments).toHaveLength(1);
  });

  test('a tenant that withheld the right stops the step, and Retry works as soon as it is given', async () => {
    const { customer, consent } = await registered({ permissions: LINK_PERMISSIONS });
    const error = await customer.fail('grant-consent', consent);
    const full = createCustomer(entra, graphAt(entra, TEST_SECRET), { permissions: FULL_PERMISSIONS });
    const given = full.tenant.appRoleAssignments.map(({ appRoleId }) => appRoleId);
    const [held] = customer.tenant.appRoleAssignments;
    if (held) {
      customer.tenant.appRoleAssignments.push(
        ...given.map((appRoleId, index) => ({ ...held, id: `${held.id}${index}`, appRoleId })),
      );
    }

    const output = await customer.run('grant-consent', consent);

    expect(error).toMatchObject({ kind: 'person', code: 'no-rights-in-tenant' });
    expect(error.advice).toContain('AppRoleAssignment.ReadWrite.All');
    expect(output.granted).toHaveLength(3);
  });
});

describe('await-consent', () => {
  test("passes only when the tenant's administrator did everything, and writes nothing", async () => {
    const { customer, appId, consent } = await registered({ permissions: LINK_PERMISSIONS });
    const input = consent;

    const before = await customer.fail('await-consent', input);
    await inPortal('consent', customer, appId);
    const between = await customer.fail('await-consent', input);
    await inPortal('role', customer, appId);
    const output = await customer.run('await-consent', input);

    expect(before).toMatchObject({ kind: 'transient', code: 'consent-pending' });
    expect(before.budgetMs).toBe(72 * 3_600_000);
    expect(before.advice).toContain('consent to Exchange.ManageAsApp on Office 365 Exchange Online');
    expect(before.advice).toContain('the role Compliance Administrator');
    expect(between.advice).toBe('Still missing: the role Compliance Administrator for the enterprise application.');
    expect(output.granted).toHaveLength(3);
    expect(output.roleAssignmentId).not.toBe('');
    expect(customer.writes()).toEqual([]);
  });
});
