import { z } from 'zod';
import { needsPerson } from '../../../../contracts/errors.ts';
import { Guid } from '../../../../contracts/ids.ts';
import type { Batch, Reply } from '../../../../graph/client.ts';
import { literal, withQuery } from '../../../../graph/requests/odata.ts';
import { KeyCredential, PasswordCredential } from '../application/application.ts';

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

/** Adds the enterprise application of an application to a batch. */
export function findEnterpriseApplication(batch: Batch, appId: string): Reply<EnterpriseApplication | undefined> {
  return batch.find(withQuery(pathByAppId(appId), { $select }), EnterpriseApplication);
}

/** As `findEnterpriseApplication`, by its object id. */
export function askEnterpriseApplication(batch: Batch, id: string): Reply<EnterpriseApplication> {
  return batch.get(withQuery(`/servicePrincipals/${id}`, { $select }), EnterpriseApplication);
}

/** @throws StepFailure `enterprise-application-disabled`: nobody can sign in with it */
export function requireEnabled({ id, accountEnabled }: EnterpriseApplication): void {
  if (accountEnabled !== false) return;
  throw needsPerson({
    code: 'enterprise-application-disabled',
    message: 'Somebody disabled sign-in for the enterprise application of {application} in {tenant}.',
    advice: 'An administrator of {tenant} must set "Enabled for users to sign in" to Yes on {application}; then Retry.',
    detail: `enterprise application ${id}`,
  });
}
