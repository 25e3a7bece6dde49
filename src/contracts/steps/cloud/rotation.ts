import { z } from 'zod';
import { Guid, Instant, Name, Thumbprint } from '../../ids.ts';
import { LIMITS, limitedText } from '../../limits.ts';
import { Registered } from './onboarding.ts';

/** A certificate on the application with all that is needed to put it back: its public part and its names. */
export const AttachedKey = z.object({
  thumbprint: Thumbprint,
  /** Joins application, sign-in log and activity report. */
  keyId: z.string().max(64).nullable(),
  /** The public part, base64 of DER. */
  certificate: z.base64().max(LIMITS.certificate),
  displayName: limitedText(LIMITS.name).nullable(),
});
export type AttachedKey = z.infer<typeof AttachedKey>;

/** What tells that a certificate is not used any more, best first; `person`: nothing but what somebody said. */
export const UseProof = z.enum(['sign-in-log', 'activity-report', 'person']);
export type UseProof = z.infer<typeof UseProof>;

/** The certificates of an application while one takes the place of others. */
const Rotating = Registered.extend({
  appId: Guid,
  /** The certificate that stays. */
  keep: Thumbprint,
  /** MID servers with the addresses from which Entra sees them sign in, where they are known. */
  servers: z.array(z.object({ name: Name, addresses: z.array(z.string()) })),
  /** Wait before the next look, in milliseconds. */
  lookAgainMs: z.number().int().positive(),
});

/** Passes once nobody has used the old certificates for a while. Writes nothing. */
export const watchUse = {
  input: Rotating.extend({
    old: z.array(Thumbprint),
    /** When somebody said that ServiceNow uses the new certificate. */
    since: Instant,
    unusedForMs: z.number().int().nonnegative(),
  }),
  output: z.object({
    proof: UseProof,
    /** Since when nobody used them, as far as the proof says. */
    unusedSince: Instant,
    /** The old certificates as they lie on the application now. */
    keys: z.array(AttachedKey).max(LIMITS.entries),
  }),
};

/** Takes the old certificates off the application; what was taken can be put back. */
export const retireCertificate = {
  input: Registered.extend({ keep: Thumbprint, keys: z.array(AttachedKey) }),
  output: z.object({
    changed: z.boolean(),
    retired: z.array(Thumbprint).max(LIMITS.entries),
    /** When they were seen to be off the application. Missing: an earlier release took them off. */
    at: Instant.exactOptional(),
  }),
};

/** Watches for sign-ins that are refused for want of the old certificates, and puts them back at the first one. */
export const watchRetired = {
  input: Rotating.extend({
    keys: z.array(AttachedKey),
    since: Instant,
    until: Instant,
    /** Until when it looks more often, and how often then, in milliseconds. */
    closelyUntil: Instant,
    lookCloselyMs: z.number().int().positive(),
  }),
  output: z.object({
    /** `person`: nobody could read the sign-in log, so nobody would have been seen. */
    proof: UseProof,
    until: Instant,
  }),
};
