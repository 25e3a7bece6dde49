import { z } from 'zod';
import { CLOUDS, type CloudName } from '../../../../contracts/clouds.ts';
import { Guid } from '../../../../contracts/ids.ts';
import type { Batch } from '../../../../graph/client.ts';
import { withQuery } from '../../../../graph/requests/odata.ts';

const GLOBAL_COMPLIANCE_ADDRESS = 'https://ps.compliance.protection.outlook.com';

/**
 * Adds to a batch who owns the address that Connect-IPPSSession asks a token for. Tenants differ in which of the two
 * Exchange resources it is (office-docs-powershell #13783).
 * @returns its application id; null where it cannot be told
 */
export function askComplianceResource(batch: Batch, cloud: CloudName): () => string | null {
  const address = new URL(CLOUDS[cloud].complianceConnectionUri ?? GLOBAL_COMPLIANCE_ADDRESS).origin;
  const path = withQuery('/servicePrincipals', {
    $filter: `servicePrincipalNames/any(x:x eq '${address}')`,
    $select: 'id,appId',
  });
  const owners = batch.all(path, z.object({ appId: Guid }));
  return () => owners.value()[0]?.appId ?? null;
}
