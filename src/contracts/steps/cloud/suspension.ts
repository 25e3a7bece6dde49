import { z } from 'zod';
import { Guid, Instant } from '../../ids.ts';
import { Adopted, Target } from './onboarding.ts';

/** Our application and its enterprise application, as they stand before anything is done to them. */
const Standing = z.object({
  applicationId: Guid,
  appId: Guid,
  displayName: z.string(),
  servicePrincipalId: Guid,
});

export const findApplication = {
  input: Target.extend({
    deploymentKey: z.string(),
    adopted: Adopted.nullish(),
  }),
  output: Standing.extend({
    /** Whether the enterprise application could sign in when it was looked at. */
    enabled: z.boolean(),
  }),
};

/** The enterprise application that is switched off or on. */
const Switched = Target.extend({ applicationId: Guid, servicePrincipalId: Guid, adopted: Adopted.nullish() });

export const suspendApplication = {
  input: Switched,
  output: z.object({
    changed: z.boolean(),
    /** Since when no new token is given out, as far as exo knows. */
    at: Instant,
  }),
};

export const resumeApplication = {
  input: Switched,
  output: z.object({ changed: z.boolean() }),
};
