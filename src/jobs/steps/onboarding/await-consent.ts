import { StepFailure } from '../../../contracts/errors.ts';
import { COMPLIANCE_ADMINISTRATOR } from '../../../contracts/permissions/permissions.ts';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { askRoleAssignment } from '../entra/enterprise-application/directory-role.ts';
import { askMissing, askResources, nameOf } from '../entra/enterprise-application/grants.ts';
import type { Tools } from '../entra/tools.ts';

const PATIENCE_MS = 72 * 60 * 60_000;

/** Link mode: passes only when reading back shows what the tenant's administrator was asked for. Writes nothing. */
export async function awaitConsent(
  input: StepInput<'await-consent'>,
  { graph }: Tools,
): Promise<StepOutput<'await-consent'>> {
  const batch = graph.batch();
  const resources = askResources(batch, input.permissions);
  const missingOf = askMissing(batch, input.servicePrincipalId);
  const role = askRoleAssignment(batch, input.servicePrincipalId);
  await batch.send();
  const grants = resources();
  const missing = missingOf(grants);
  const roleAssignmentId = role();
  if (missing.length === 0 && roleAssignmentId) {
    return { granted: grants.map(({ permission }) => nameOf(permission)), roleAssignmentId };
  }
  const lacks = [
    ...(missing.length > 0 ? [`consent to ${missing.map(({ permission }) => nameOf(permission)).join(', ')}`] : []),
    ...(roleAssignmentId ? [] : [`the role ${COMPLIANCE_ADMINISTRATOR.displayName} for the enterprise application`]),
  ];
  throw new StepFailure({
    kind: 'transient',
    code: 'consent-pending',
    message: 'An administrator of {tenant} has not done everything yet that only they may do.',
    advice: `Still missing: ${lacks.join('; and ')}.`,
    budgetMs: PATIENCE_MS,
  });
}
