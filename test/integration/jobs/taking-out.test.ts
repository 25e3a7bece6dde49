import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCustomer, DEPLOYMENT_KEY, graphAt, heldApplication, registerBoth } from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

let entra: TestEntra;
beforeAll(async () => {
  entra = await startTestEntra();
});
afterAll(() => entra.close());

async function onboarded() {
  const customer = createCustomer(entra, graphAt(entra, TEST_SECRET));
  const { applicationId, servicePrincipalId } = await registerBoth(customer);
  customer.forget();
  return { customer, target: { ...customer.target, applicationId, servicePrincipalId } };
}

let world: Awaited<ReturnType<typeof onboarded>>;
beforeEach(async () => {
  world = await onboarded();
});

/** One replica does not know the application. */
function lie(pathContains: string): void {
  entra.setFaults({ fail: 1, failStatus: 404, methods: ['GET'], pathContains });
}

describe('an answer that the application is not there', () => {
  test('does not pass for its deletion while another replica knows it', async () => {
    const { customer, target } = world;
    lie(target.applicationId);

    expect(await customer.run('delete-application', target)).toMatchObject({ deleted: true });
    expect(customer.tenant.applications.some(({ id }) => id === target.applicationId)).toBe(false);
    expect(await customer.run('delete-application', target)).toMatchObject({ deleted: false });
  });

  test('leaves no role and no permission behind', async () => {
    const { customer, target } = world;
    await customer.run('assign-role', target);
    lie(target.applicationId);

    expect(await customer.run('remove-rights', target)).toMatchObject({ roles: 1 });
  });

  test('does not have the approver shown that nothing is left', async () => {
    const { customer, target } = world;
    lie('exo-cba-');

    const { application } = await customer.run('survey-application', {
      ...customer.target,
      deploymentKey: DEPLOYMENT_KEY,
    });
    expect(application).toMatchObject({ id: heldApplication(customer).id });
    expect(application?.id).toBe(target.applicationId);
  });
});
