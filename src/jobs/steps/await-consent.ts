import { StepFailure } from '../../contracts/errors.ts';
import { COMPLIANCE_ADMINISTRATOR } from '../../contracts/permissions.ts';
import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { findRoleAssignment } from './entra/directory-role.ts';
import { missingGrants, nameOf, resolveGrants } from './entra/grants.ts';
import type { Tools } from './entra/tools.ts';

const LOOK_AGAIN_MS = 15_000;
const PATIENCE_MS = 72 * 60 * 60_000;

/** Link mode: passes only when reading back shows what the tenant's administrator was asked for. Writes nothing. */
export async function awaitConsent(
  input: StepInput<'await-consent'>,
  { graph }: Tools,
): Promise<StepOutput<'await-consent'>> {
  const grants = await resolveGrants(graph, input.permissions);
  const missing = await missingGrants(graph, input.servicePrincipalId, grants);
  const roleAssignmentId = await findRoleAssignment(graph, input.servicePrincipalId);
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
    message: 'An administrator of the tenant has not done everything yet that only they may do.',
    advice: `Still missing: ${lacks.join('; and ')}.`,
    retryAfterMs: LOOK_AGAIN_MS,
    budgetMs: PATIENCE_MS,
  });
}
