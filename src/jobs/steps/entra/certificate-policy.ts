import { z } from 'zod';
import type { TenantGraph } from '../../../graph/client.ts';
import { GraphFailure } from '../../../graph/graph-failure.ts';
import type { Application } from './application.ts';
import { needsPerson } from './stop.ts';

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
 * What the tenant's app management policy says about a certificate on our application.
 * @throws StepFailure when the policy allows no self-signed certificate or holds a restriction that nobody here knows.
 */
export async function readCertificatePolicy(
  graph: TenantGraph,
  application: Application | undefined,
  now: Date,
): Promise<CertificatePolicy> {
  try {
    const restrictions = await restrictionsFor(graph, application);
    return {
      maxDays: judgeRestrictions(restrictions, application?.createdDateTime ?? now.toISOString()),
      warnings: [],
    };
  } catch (error) {
    // Policy.Read.All may be withheld; a policy that forbids the certificate is then found when it is attached.
    if (!(error instanceof GraphFailure) || error.status !== 403) throw error;
    const warning = 'The certificate policy of the tenant could not be read, because Policy.Read.All is missing.';
    return { maxDays: null, warnings: [warning] };
  }
}

async function restrictionsFor(graph: TenantGraph, application: Application | undefined): Promise<Restriction[]> {
  if (application) {
    const own = await graph.getAll(`/applications/${application.id}/appManagementPolicies`, OwnPolicy);
    const inForce = own.filter((policy) => policy.isEnabled);
    // A policy of the application's own stands in place of the tenant's.
    if (inForce.length > 0) return inForce.flatMap((policy) => policy.restrictions?.keyCredentials ?? []);
  }
  const policy = await graph.get('/policies/defaultAppManagementPolicy', DefaultPolicy);
  return policy.isEnabled ? (policy.applicationRestrictions?.keyCredentials ?? []) : [];
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
    message: "The tenant's policy allows only certificates of its own certification authorities on applications.",
    advice:
      'An administrator of the tenant must make an exception for our application in the app management policy; then Retry.',
  });
}

function unknownRestriction(restriction: Restriction) {
  return needsPerson({
    code: 'certificate-policy-unknown',
    message: 'The app management policy of the tenant restricts certificates in a way that this bot does not know.',
    advice:
      'An administrator of the tenant must say whether a self-signed certificate is allowed and make an exception for our application; then Retry.',
    detail: `${restriction.restrictionType ?? 'no type'}, maximum ${restriction.maxLifetime ?? 'none'}`,
  });
}
