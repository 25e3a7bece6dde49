import { z } from 'zod';
import { Guid } from '../../../contracts/ids.ts';
import type { TenantGraph } from '../../../graph/client.ts';
import { literal, withQuery } from '../../../graph/odata.ts';
import { requireOurAppId } from './application.ts';
import { needsPerson } from './stop.ts';

const EnterpriseApplication = z.object({ id: Guid, appId: Guid, accountEnabled: z.boolean().nullish() });
export type EnterpriseApplication = z.infer<typeof EnterpriseApplication>;

const $select = 'id,appId,accountEnabled';

export function pathByAppId(appId: string): string {
  return `/servicePrincipals(appId=${literal(appId)})`;
}

/**
 * The enterprise application of an application; undefined when there is none.
 * @throws StepFailure `enterprise-application-disabled`: nobody can sign in with it.
 */
export async function findEnterpriseApplication(
  graph: TenantGraph,
  appId: string,
): Promise<EnterpriseApplication | undefined> {
  const found = await graph.find(withQuery(pathByAppId(appId), { $select }), EnterpriseApplication);
  if (found?.accountEnabled === false) {
    throw needsPerson({
      code: 'enterprise-application-disabled',
      message: 'Somebody disabled sign-in for our enterprise application in this tenant.',
      advice: 'An administrator of the tenant must set "Enabled for users to sign in" to Yes on it; then Retry.',
      detail: `enterprise application ${found.id}`,
    });
  }
  return found;
}

/**
 * Called before anything is granted to an enterprise application.
 * @throws StepFailure `application-not-ours` when the application behind it lacks our tag.
 */
export async function requireOurEnterpriseApplication(graph: TenantGraph, servicePrincipalId: string): Promise<void> {
  const path = withQuery(`/servicePrincipals/${servicePrincipalId}`, { $select });
  const { appId } = await graph.get(path, EnterpriseApplication);
  await requireOurAppId(graph, appId);
}
