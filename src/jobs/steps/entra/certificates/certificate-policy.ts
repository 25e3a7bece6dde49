import { z } from 'zod';
import { needsPerson } from '../../../../contracts/errors.ts';
import type { Batch, Reply } from '../../../../graph/client.ts';
import type { Application } from '../application/application.ts';

const Restriction = z.object({
  restrictionType: z.string().nullish(),
  // Policies from before the property existed are in force.
  state: z.string().default('enabled'),
  maxLifetime: z.string().nullish(),
  restrictForAppsCreatedAfterDateTime: z.string().nullish(),
});
type Restriction = z.infer<typeof Restriction>;

const Restrictions = z.object({ keyCredentials: z.array(Restriction).nullish() }).nullish();
const DefaultPolicy = z.object({ isEnabled: z.boolean().nullish(), applicationRestrictions: Restrictions });
const OwnPolicy = z.object({ isEnabled: z.boolean().nullish(), restrictions: Restrictions });

export interface CertificatePolicy {
  /** Longest life of a certificate in whole days; null when nothing limits it. */
  readonly maxDays: number | null;
  readonly warnings: readonly string[];
}

/**
 * Adds the tenant's policy for certificates to a batch.
 * @returns what it allows for our application; its own policy is asked for where there is an application
 * @throws StepFailure when the policy allows no self-signed certificate or holds a restriction that nobody here knows.
 */
export function askCertificatePolicy(batch: Batch): (own: OwnPolicies | undefined, now: Date) => CertificatePolicy {
  const tenants = batch.get('/policies/defaultAppManagementPolicy', DefaultPolicy);
  return (own, now) => {
    // Policy.Read.All may be withheld; a policy that forbids the certificate is then found when it is attached.
    if ([tenants, own?.policies].some((each) => each?.failure()?.status === 403)) {
      const warning = 'The certificate policy of the tenant could not be read, because Policy.Read.All is missing.';
      return { maxDays: null, warnings: [warning] };
    }
    const inForce = (own?.policies.value() ?? []).filter((policy) => policy.isEnabled);
    const policy = tenants.value();
    // A policy of the application's own stands in place of the tenant's.
    const restrictions =
      inForce.length > 0
        ? inForce.flatMap((each) => each.restrictions?.keyCredentials ?? [])
        : policy.isEnabled
          ? (policy.applicationRestrictions?.keyCredentials ?? [])
          : [];
    return { maxDays: judgeRestrictions(restrictions, own?.createdAt ?? now.toISOString()), warnings: [] };
  };
}

/** Policies of one application, with the moment at which it was made. */
export interface OwnPolicies {
  readonly createdAt: string | undefined;
  readonly policies: Reply<z.infer<typeof OwnPolicy>[]>;
}

/** Adds the policies of our application to a batch. */
export function askOwnPolicies(batch: Batch, { id, createdDateTime }: Application): OwnPolicies {
  const policies = batch.all(`/applications/${id}/appManagementPolicies`, OwnPolicy);
  return { createdAt: createdDateTime ?? undefined, policies };
}

/** @returns the longest life in days, null for no limit. */
export function judgeRestrictions(restrictions: readonly Restriction[], createdAt: string): number | null {
  let maxDays: number | null = null;
  for (const restriction of restrictions.filter((each) => appliesTo(each, createdAt))) {
    const days = restriction.maxLifetime ? daysOf(restriction.maxLifetime) : undefined;
    if (restriction.restrictionType === 'trustedCertificateAuthority') throw selfSignedRefused();
    if (restriction.restrictionType !== 'asymmetricKeyLifetime' || !days) throw unknownRestriction(restriction);
    maxDays = Math.min(maxDays ?? days, days);
  }
  return maxDays;
}

function appliesTo(restriction: Restriction, createdAt: string): boolean {
  const after = restriction.restrictForAppsCreatedAfterDateTime;
  return restriction.state === 'enabled' && (!after || Date.parse(createdAt) > Date.parse(after));
}

/** Whole days of an ISO 8601 duration, counted low: `P1Y6M` is 545. Undefined for what is none or under a day. */
export function daysOf(duration: string): number | undefined {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?.*)?$/.exec(duration);
  if (!match) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0] = match.slice(1).map((each) => Number(each ?? 0));
  return Math.floor(years * 365 + months * 30 + weeks * 7 + days + hours / 24) || undefined;
}

function selfSignedRefused() {
  return needsPerson({
    code: 'self-signed-not-allowed',
    message: 'The app management policy of {tenant} allows only certificates of its own certification authorities.',
    advice:
      'An administrator of {tenant} must make an exception for {application} in the app management policy; then Retry.',
  });
}

function unknownRestriction(restriction: Restriction) {
  return needsPerson({
    code: 'certificate-policy-unknown',
    message: 'The app management policy of {tenant} restricts certificates in a way that exo does not know.',
    advice:
      'An administrator of {tenant} must say whether a self-signed certificate is allowed, and make an exception for {application}; then Retry.',
    detail: `${restriction.restrictionType ?? 'no type'}, maximum ${restriction.maxLifetime ?? 'none'}`,
  });
}
