import { z } from 'zod';
import { OtherHolder } from '../../approval/approval.ts';
import { CloudName } from '../../clouds.ts';
import { Guid, Instant, TenantId, Thumbprint } from '../../ids.ts';
import { Permission } from '../../permissions/permissions.ts';

export const Target = z.object({ tenantId: TenantId, cloud: CloudName });

/** An application that an earlier client id of ours made and that counts as ours: an approval names exactly this one. */
export const Adopted = z.object({ applicationId: Guid, createdByAppId: Guid, adoptedBy: Guid });
export type Adopted = z.infer<typeof Adopted>;

/** What counts as ours besides what our client made. */
const Ownership = {
  adopted: Adopted.nullish(),
  /** An admin asked to adopt: an application of an earlier client id may be looked at, for the approvers to decide. */
  mayAdopt: z.boolean().nullish(),
  /** Our application that exo itself deleted: just this one may be restored. */
  deleted: Guid.nullish(),
};

/**
 * What an earlier step of the run saw, and when. It saves a question, never a check: what is about to be relied on for a
 * write is read again.
 */
const seen = <S extends z.ZodType>(what: S) => z.object({ at: Instant, what }).nullish();

export const checkTenant = {
  input: Target.extend({
    /** Names our application in the tenant: uniqueName `exo-cba-{deploymentKey}`, tag `exo-bot:{deploymentKey}`. */
    deploymentKey: z.string(),
    permissions: z.array(Permission),
    /** Decides which rights the bot needs in the tenant, for a plan too; null: not compared (an earlier release). */
    mode: z.enum(['full', 'link']).nullish(),
    ...Ownership,
  }),
  output: z.object({
    displayName: z.string(),
    /** The `-Organization` of Connect-IPPSSession: the verified domain with isInitial. */
    initialDomain: z.string(),
    /** Longest certificate life that the tenant's application management policy allows. */
    maxCertificateDays: z.number().int().positive().nullable(),
    /** The resource (appId) that owns the address Connect-IPPSSession asks a token for, where it could be told. */
    compliancePowerShellResource: Guid.nullable(),
    /** Our application, when it exists already. */
    application: z
      .object({
        id: Guid,
        appId: Guid,
        /** Thumbprints of the certificates of ours on it that are valid. */
        certificates: z.array(Thumbprint).default([]),
        servicePrincipalId: Guid.nullable().default(null),
      })
      .nullable(),
    /** Those of the permissions that this tenant needs; null: all of them (an earlier release did not say). */
    permissions: z.array(Permission).nullable().default(null),
    warnings: z.array(z.string()),
  }),
};

export const registerApplication = {
  input: Target.extend({
    deploymentKey: z.string(),
    displayName: z.string(),
    permissions: z.array(Permission),
    /** Address of the consent answer page; link mode only. */
    redirectUri: z.url().nullable(),
    /** Object id of our application; null: there was none, not even a deleted one. */
    seenApplication: seen(Guid.nullable()),
    ...Ownership,
  }),
  output: z.object({
    applicationId: Guid,
    appId: Guid,
    displayName: z.string(),
    /** Client id of the application that made it: the bot's own, or the step stops where it may not be adopted. */
    createdByAppId: Guid,
    /** The bot's own client id, where an earlier one made it: until that is approved, it is only looked at. */
    adoptedBy: Guid.exactOptional(),
    created: z.boolean(),
    changed: z.boolean(),
    /**
     * Valid certificates on it that carry our name. Whoever may change the application can write that name: only a
     * thumbprint that is known from elsewhere is ours.
     */
    certificates: z.array(Thumbprint),
    /** Ways into the application that exo did not put there. */
    others: z.array(OtherHolder),
  }),
};

export const createEnterpriseApplication = {
  input: Target.extend({
    appId: Guid,
    permissions: z.array(Permission),
    /** Object id of the enterprise application; null: there was none. */
    seenEnterprise: seen(Guid.nullable()),
  }),
  output: z.object({
    servicePrincipalId: Guid,
    created: z.boolean(),
    missingPermissions: z.array(Permission),
    roleAssigned: z.boolean(),
    roleAssignmentId: z.string().nullable().default(null),
    /** Ways into the enterprise application that exo did not put there. */
    others: z.array(OtherHolder),
  }),
};

/** Our application and its enterprise application, by their object ids. */
export const Registered = Target.extend({ applicationId: Guid, servicePrincipalId: Guid, adopted: Adopted.nullish() });

/** Takes over the application of an earlier client id, under an approval that says so. */
export const adoptApplication = {
  input: Registered.extend({
    deploymentKey: z.string(),
    displayName: z.string(),
    permissions: z.array(Permission),
    redirectUri: z.url().nullable(),
  }),
  output: z.object({ changed: z.boolean() }),
};

export const grantConsent = {
  input: Registered.extend({
    permissions: z.array(Permission),
    /** That nothing was missing. */
    seenGranted: seen(z.literal(true)),
  }),
  output: z.object({ granted: z.array(z.string()), alreadyGranted: z.array(z.string()) }),
};

export const awaitConsent = {
  input: Target.extend({ servicePrincipalId: Guid, permissions: z.array(Permission) }),
  output: z.object({ granted: z.array(z.string()), roleAssignmentId: z.string() }),
};

export const assignRole = {
  input: Registered.extend({
    /** Id of the assignment that was there. */
    seenAssignment: seen(z.string()),
  }),
  output: z.object({ assignmentId: z.string(), created: z.boolean() }),
};

export const attachCertificate = {
  input: Registered.extend({
    thumbprint: Thumbprint,
    /** The public part, base64 of DER. */
    certificate: z.base64(),
    /** What its key was asked to sign (`possessionChallenge`), and the signature in base64. */
    challenge: z.string(),
    possession: z.base64(),
    /** Subject and days of validity that were asked for. */
    subjectName: z.string(),
    days: z.number().int().positive(),
    /** That it lay on the application. */
    seenAttached: seen(z.literal(true)),
  }),
  output: z.object({ changed: z.boolean(), pruned: z.array(Thumbprint), validUntil: Instant }),
};

/** Read-only: what a run of onboard would change in the tenant. */
export const previewChanges = {
  input: Target.extend({
    deploymentKey: z.string(),
    displayName: z.string(),
    permissions: z.array(Permission),
    /** Object ids of application and enterprise application; null where there was none. */
    seenApplication: seen(z.object({ id: Guid, appId: Guid, servicePrincipalId: Guid.nullable() }).nullable()),
    adopted: Adopted.nullish(),
    deleted: Guid.nullish(),
  }),
  output: z.object({
    /** One sentence per change, e.g. `register the application "ServiceNow SecOps EXO CBA"`. */
    changes: z.array(z.string()),
    inPlace: z.array(z.string()),
  }),
};
