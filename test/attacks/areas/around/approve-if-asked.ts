import { until } from '../../../support/until.ts';
import { jon } from '../../world/people.ts';
import type { Customer, World } from '../../world/world.ts';

/** Jon approves whatever he is asked, until the run stops or ends. */
export async function approveIfAsked(world: World, customer: Customer, run: string): Promise<void> {
  let approved = false;
  await until(
    async () => {
      const now = await world.runs.look(run);
      if (now?.gate?.state === 'open' && !approved && world.runs.approvalCard(customer)) {
        approved = true;
        await world.runs.decide(customer, 'approve', jon);
      }
      return now?.state === 'needs-person' || now?.state === 'finished' || undefined;
    },
    () => `${run} neither stops nor ends`,
    30_000,
  );
}

/** What the tenant gave to these applications. */
export function grantedTo(customer: Customer, appIds: readonly string[]) {
  const principals = new Set(
    customer.tenant.servicePrincipals.filter(({ appId }) => appIds.includes(appId)).map(({ id }) => id),
  );
  const mine = ({ principalId }: { principalId: string }) => principals.has(principalId);
  return {
    permissions: customer.tenant.appRoleAssignments.filter(mine).length,
    roles: customer.tenant.roleAssignments.filter(mine).length,
  };
}
