import { z } from 'zod';
import { Guid, Instant, Thumbprint } from '../../ids.ts';
import { LIMITS, limitedText } from '../../limits.ts';
import { Permission } from '../../permissions/permissions.ts';
import { Adopted, Target } from './onboarding.ts';

/** Something in a tenant that is not as exo left it. */
export const Drift = z.object({
  kind: z.enum([
    'credential',
    'owner',
    'certificate-missing',
    'permission-missing',
    'permission-extra',
    'role-missing',
    'role-extra',
    'disabled',
    'missing',
    /** A MID server, whichever tenants it works for. */
    'server',
    /** The tenant's private key on a MID server. */
    'key',
  ]),
  /** The same for the same thing, look after look: what was told once is not told again. */
  id: z.string().max(400),
  /** Somebody may read the mail of the tenant with it. */
  grave: z.boolean(),
  /** One sentence each, complete: what is the case, what to do. */
  text: limitedText(LIMITS.sentence),
  advice: limitedText(LIMITS.sentence),
  /** Whether an onboarding puts it right. */
  mendable: z.boolean(),
});
export type Drift = z.infer<typeof Drift>;

/** Read only: what somebody changed since exo set the tenant up. */
export const checkDrift = {
  input: Target.extend({
    deploymentKey: z.string(),
    displayName: z.string(),
    adopted: Adopted.nullish(),
    appId: Guid,
    /** Certificates whose key is on our MID servers; the first one is what ServiceNow uses. */
    certificates: z.array(Thumbprint).min(1).max(LIMITS.entries),
    permissions: z.array(Permission),
    /** The other holders that an approver was shown, each by its kind, where it lies, and its id. */
    known: z.array(z.string()).max(LIMITS.entries),
    /** exo itself keeps the application from signing in. */
    suspended: z.boolean(),
  }),
  output: z.object({ findings: z.array(Drift).max(LIMITS.findings), at: Instant }),
};
