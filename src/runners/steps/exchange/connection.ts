import { CLOUDS } from '../../../contracts/clouds.ts';
import type { StepInput } from '../../../contracts/steps/index.ts';

/** What the module needs to connect; an empty address means the Exchange module's own. */
export function connectionOf(input: StepInput<'verify-connection'>) {
  const cloud = CLOUDS[input.cloud];
  return {
    tenantId: input.tenantId,
    organization: input.organization,
    appId: input.appId,
    thumbprint: input.thumbprint,
    connectionUri: input.connectionUri ?? cloud.complianceConnectionUri ?? '',
    authorizationUri: cloud.complianceAuthorizationUri ?? '',
  };
}
