import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FULL_PERMISSIONS, LINK_PERMISSIONS } from '../../../demo/standins/entra/demo-state.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions.ts';
import { GraphFailure } from '../../../src/graph/graph-failure.ts';
import {
  approval,
  type Customer,
  calm,
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
  const { servicePrincipalId, appId } = await registerBoth(customer);
  customer.forget();
  const target = { ...customer.target, servicePrincipalId };
  return { customer, appId, consent: { ...target, permissions, approval }, role: { ...target, approval } };
}

/** What the tenant's administrator does in the portal. */
async function inPortal(what: 'consent' | 'role', customer: Customer, appId: string): Promise<void> {
  const body = JSON.stringify({ tenant: customer.id, appId });
  const response = await fetch(`${entra.adminUrl}/portal/${what}`, { method: 'POST', body });
  expect(response.status).toBe(200);
}

describe('without an approval that still holds', () => {
  test('nothing is granted when nobody approved', async () => {
    const { customer, consent, role } = await registered();

    const errors = [
      await customer.fail('grant-consent', { ...consent, approval: null }),
      await customer.fail('assign-role', { ...role, approval: null }),
    ];

    expect(errors.map(({ kind, code }) => ({ kind, code }))).toEqual([
      { kind: 'person', code: 'approval-missing' },
      { kind: 'person', code: 'approval-missing' },
    ]);
    expect(errors[0]?.message).toContain('Mail.ReadWrite on Microsoft Graph');
    expect(customer.writes()).toEqual([]);
  });

  test('nothing is granted beyond what stood on the approval card', async () => {
    const { customer, consent, role } = await registered();
    const narrow = { ...approval, covers: approval.covers.slice(0, 2) };

    const errors = [
      await customer.fail('grant-consent', { ...consent, approval: narrow }),
      await customer.fail('assign-role', { ...role, approval: narrow }),
    ];

    expect(errors.map(({ code }) => code)).toEqual(['approval-missing', 'approval-missing']);
    expect(errors[0]?.message).toContain('Mail.ReadWrite');
    expect(errors[0]?.message).not.toContain('Exchange.ManageAsApp');
    expect(customer.writes()).toEqual([]);
  });

  test('nothing is granted when the approver lost the role', async () => {
    const { customer, consent, role } = await registered({ mayApprove: async () => false });

    const errors = [await customer.fail('grant-consent', consent), await customer.fail('assign-role', role)];

    expect(errors.map(({ code }) => code)).toEqual(['approver-not-allowed', 'approver-not-allowed']);
    expect(errors[0]?.message).toContain('Jon Berg');
    expect(customer.writes()).toEqual([]);
  });

  test('nothing is granted when the home tenant does not let the bot read its groups', async () => {
    const { customer, consent } = await registered({
      mayApprove: async () => {
        throw new GraphFailure({ origin: 'graph', status: 403, code: 'Authorization_RequestDenied', message: 'no' });
      },
    });

    const error = await customer.fail('grant-consent', consent);

    expect(error).toMatchObject({ kind: 'person', code: 'approver-not-readable' });
    expect(error.advice).toContain('GroupMember.Read.All');
    expect(customer.writes()).toEqual([]);
  });

  test('what is in place needs none', async () => {
    const { customer, consent, role } = await registered();
    await customer.run('grant-consent', consent);
    await customer.run('assign-role', role);
    customer.forget();

    const granted = await customer.run('grant-consent', { ...consent, approval: null });
    const assigned = await customer.run('assign-role', { ...role, approval: null });

    expect(granted.granted).toEqual([]);
    expect(assigned.created).toBe(false);
    expect(customer.writes()).toEqual([]);
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

  test('an answer that broke off after the grant does not lead to a second one', async () => {
    const { customer, consent } = await registered();
    entra.setFaults({ cut: 1, methods: ['POST'] });

    const error = await customer.fail('grant-consent', consent);
    const output = await customer.run('grant-consent', consent);

    expect(error).toMatchObject({ kind: 'transient', code: 'answer-cut' });
    expect(output.granted).toHaveLength(2);
    expect(output.alreadyGranted).toHaveLength(1);
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
    const { approval: _, ...input } = consent;

    const before = await customer.fail('await-consent', input);
    await inPortal('consent', customer, appId);
    const between = await customer.fail('await-consent', input);
    await inPortal('role', customer, appId);
    const output = await customer.run('await-consent', input);

    expect(before).toMatchObject({ kind: 'transient', code: 'consent-pending', retryAfterMs: 15_000 });
    expect(before.budgetMs).toBe(72 * 3_600_000);
    expect(before.advice).toContain('consent to Exchange.ManageAsApp on Office 365 Exchange Online');
    expect(before.advice).toContain('the role Compliance Administrator');
    expect(between.advice).toBe('Still missing: the role Compliance Administrator for the enterprise application.');
    expect(output.granted).toHaveLength(3);
    expect(output.roleAssignmentId).not.toBe('');
    expect(customer.writes()).toEqual([]);
  });
});
