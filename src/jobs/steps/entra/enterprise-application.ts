import { z } from 'zod';
import { Guid } from '../../../contracts/ids.ts';
import type { TenantGraph } from '../../../graph/client.ts';
import { literal, withQuery } from '../../../graph/odata.ts';
import { KeyCredential, PasswordCredential, requireOurAppId } from './application.ts';
import { needsPerson } from './stop.ts';
import type { Tools } from './tools.ts';

const EnterpriseApplication = z.object({
  id: Guid,
  appId: Guid,
  accountEnabled: z.boolean().nullish(),
  keyCredentials: z.array(KeyCredential).default([]),
  passwordCredentials: z.array(PasswordCredential).default([]),
});
export type EnterpriseApplication = z.infer<typeof EnterpriseApplication>;

const $select = 'id,appId,accountEnabled,keyCredentials,passwordCredentials';

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
 * @throws StepFailure `application-not-ours` or `application-of-earlier-client` when we did not make the application behind it.
 */
export async function requireOurEnterpriseApplication(tools: Tools, servicePrincipalId: string): Promise<void> {
  const path = withQuery(`/servicePrincipals/${servicePrincipalId}`, { $select });
  const { appId } = await tools.graph.get(path, EnterpriseApplication);
  await requireOurAppId(tools, appId);
}
