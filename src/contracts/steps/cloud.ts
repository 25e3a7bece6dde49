import { z } from 'zod';
import { OtherHolder } from '../approval.ts';
import { CloudName } from '../clouds.ts';
import { Guid, Instant, TenantId, Thumbprint } from '../ids.ts';
import { Approval } from '../job.ts';
import { Permission } from '../permissions.ts';

const Target = z.object({ tenantId: TenantId, cloud: CloudName });

export const checkTenant = {
  input: Target.extend({
    /** Names our application in the tenant: uniqueName `exo-cba-{deploymentKey}`, tag `exo-bot:{deploymentKey}`. */
    deploymentKey: z.string(),
    permissions: z.array(Permission),
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
      })
      .nullable(),
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
  }),
  output: z.object({
    applicationId: Guid,
    appId: Guid,
    displayName: z.string(),
    /** Client id of the application that made it: the bot's own, or the step stops. */
    createdByAppId: Guid,
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
  input: Target.extend({ appId: Guid, permissions: z.array(Permission) }),
  output: z.object({
    servicePrincipalId: Guid,
    created: z.boolean(),
    missingPermissions: z.array(Permission),
    roleAssigned: z.boolean(),
    /** Ways into the enterprise application that exo did not put there. */
    others: z.array(OtherHolder),
  }),
};

export const grantConsent = {
  input: Target.extend({
    servicePrincipalId: Guid,
    permissions: z.array(Permission),
    /** null: nothing was approved in this run, so a missing grant is an error and nothing is written. */
    approval: Approval.nullable(),
  }),
  output: z.object({ granted: z.array(z.string()), alreadyGranted: z.array(z.string()) }),
};

export const awaitConsent = {
  input: Target.extend({ servicePrincipalId: Guid, permissions: z.array(Permission) }),
  output: z.object({ granted: z.array(z.string()), roleAssignmentId: z.string() }),
};

export const assignRole = {
  input: Target.extend({ servicePrincipalId: Guid, approval: Approval.nullable() }),
  output: z.object({ assignmentId: z.string(), created: z.boolean() }),
};

export const attachCertificate = {
  input: Target.extend({
    applicationId: Guid,
    thumbprint: Thumbprint,
    /** The public part, base64 of DER. */
    certificate: z.base64(),
    /** What its key was asked to sign (`possessionChallenge`), and the signature in base64. */
    challenge: z.string(),
    possession: z.base64(),
    /** Subject and days of validity that were asked for. */
    subjectName: z.string(),
    days: z.number().int().positive(),
  }),
  output: z.object({ changed: z.boolean(), pruned: z.array(Thumbprint), validUntil: Instant }),
};

/** Read-only: what a run of onboard would change in the tenant. */
export const previewChanges = {
  input: Target.extend({ deploymentKey: z.string(), displayName: z.string(), permissions: z.array(Permission) }),
  output: z.object({
    /** One sentence per change, e.g. `register the application "ServiceNow SecOps EXO CBA"`. */
    changes: z.array(z.string()),
    inPlace: z.array(z.string()),
  }),
};
