import { z } from 'zod';
import { LastUse } from '../../approval/removal.ts';
import { Guid, Instant } from '../../ids.ts';
import { Adopted, Target } from './onboarding.ts';

/** Read-only: our application with everything that goes with it, and when it was last used. */
export const surveyApplication = {
  input: Target.extend({ deploymentKey: z.string(), adopted: Adopted.nullish() }),
  output: z.object({
    displayName: z.string(),
    initialDomain: z.string(),
    application: z
      .object({
        id: Guid,
        appId: Guid,
        displayName: z.string(),
        servicePrincipalId: Guid.nullable(),
        createdByAppId: Guid,
      })
      .nullable(),
    lastUse: LastUse,
    /** One phrase each, for the approver. */
    permissions: z.array(z.string()),
    roles: z.array(z.string()),
    credentials: z.array(z.string()),
  }),
};

const Registered = Target.extend({
  applicationId: Guid,
  servicePrincipalId: Guid.nullable(),
  adopted: Adopted.nullish(),
});

/** Takes roles and permissions from the enterprise application; full mode only. */
export const removeRights = {
  input: Registered,
  output: z.object({ roles: z.number().int(), permissions: z.number().int() }),
};

/** Takes keys and secrets off, then deletes the application; Entra keeps it for 30 days. */
export const deleteApplication = {
  input: Registered,
  output: z.object({
    applicationId: Guid,
    deleted: z.boolean(),
    /** Until when an administrator can restore it; null: it was gone for good already. */
    restorableUntil: Instant.nullable(),
  }),
};
