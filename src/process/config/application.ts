import { z } from 'zod';
import { Guid } from '../../contracts/ids.ts';
import { knownPermission, TIER_ZERO_MEANING } from '../../contracts/permissions/known-permissions.ts';
import { Permission, REQUIRED_PERMISSIONS } from '../../contracts/permissions/permissions.ts';
import { isTierZero } from '../../contracts/permissions/tier-zero.ts';

/** `application`: what is made in a customer's tenant, and what it is given there. */
export const Application = z
  .strictObject({
    displayName: z.string().min(1).max(120).default('ServiceNow SecOps EXO CBA'),
    permissions: z
      .array(Permission)
      .min(1)
      .default([...REQUIRED_PERMISSIONS]),
    earlierClientIds: z
      .array(Guid)
      .default([])
      .describe('Client ids that this bot had before: what they made in tenants can be adopted, with an approval'),
    allowTier0: z.boolean().default(false).describe('Lets the list hold permissions that can take over a whole tenant'),
  })
  .superRefine((application, context) => {
    const seen = new Set<string>();
    for (const [index, permission] of application.permissions.entries()) {
      const faults = [...faultsOf(permission, seen), ...(application.allowTier0 ? [] : tierZeroFault(permission))];
      for (const message of faults) context.addIssue({ code: 'custom', path: ['permissions', index], message });
      seen.add(permission.appRoleId);
    }
  })
  .transform((application) => ({ ...application, permissions: application.permissions.map(inOurWords) }));

/** An approver reads what stands here: a well-known id must not come with another name or a harmless description. */
function* faultsOf(permission: Permission, seen: ReadonlySet<string>): Generator<string> {
  if (seen.has(permission.appRoleId)) yield `name the app role ${permission.appRoleId} only once`;
  const known = knownPermission(permission);
  if (!known) return;
  for (const field of ['resourceAppId', 'resourceName', 'appRoleId', 'value', 'meaning'] as const) {
    if (permission[field] !== known[field]) {
      yield `set ${field} to "${known[field]}": ${known.value} is well known, and an approver must read what it is`;
    }
  }
}

function* tierZeroFault(permission: Permission): Generator<string> {
  if (!isTierZero(permission)) return;
  yield `remove ${permission.value}: it is tier 0, whoever holds it can take over the whole tenant; ` +
    'if it must be, set "application.allowTier0: true", and the approval card will say so';
}

/** A tier 0 permission that our table does not describe is still shown as what it is. */
function inOurWords(permission: Permission): Permission {
  if (!isTierZero(permission) || knownPermission(permission)) return permission;
  return { ...permission, meaning: `${TIER_ZERO_MEANING}; ${permission.meaning}` };
}
