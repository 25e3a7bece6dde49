import { z } from 'zod';
import { needsPerson } from '../../../contracts/errors.ts';
import { Guid } from '../../../contracts/ids.ts';
import type { Batch } from '../../../graph/client.ts';
import { withQuery } from '../../../graph/requests/odata.ts';

const Organization = z.object({
  id: Guid,
  displayName: z.string().nullish(),
  verifiedDomains: z.array(z.object({ name: z.string().nullish(), isInitial: z.boolean().nullish() })).default([]),
});

const PATH = withQuery('/organization', { $select: 'id,displayName,verifiedDomains' });

/**
 * Adds the tenant itself to a batch.
 * @returns a function that throws StepFailure `tenant-differs` or `initial-domain-missing`
 */
export function askOrganization(batch: Batch, tenantId: string): () => { displayName: string; initialDomain: string } {
  const organizations = batch.all(PATH, Organization);
  return () => {
    const [organization] = organizations.value();
    if (organization?.id !== tenantId) {
      throw needsPerson({
        code: 'tenant-differs',
        message: 'Microsoft Graph answered for another tenant than the one that was asked for.',
        advice: 'Nothing was changed: check the id and the cloud of {tenant} in exo.config.yaml.',
        detail: `asked for ${tenantId}, answered for ${organization?.id ?? 'none'}`,
      });
    }
    const initialDomain = organization.verifiedDomains.find((domain) => domain.isInitial)?.name;
    if (!initialDomain) {
      throw needsPerson({
        code: 'initial-domain-missing',
        message: `The tenant ${tenantId} shows no initial domain, which Connect-IPPSSession needs as its organization.`,
        advice: `Check the custom domain names of the tenant ${tenantId} in Entra, then Retry.`,
      });
    }
    return { displayName: organization.displayName ?? initialDomain, initialDomain };
  };
}
