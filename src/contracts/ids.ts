import { z } from 'zod';

/** Entra tenant id: a GUID in lower case. */
export const TenantId = z.guid().toLowerCase();
export type TenantId = z.infer<typeof TenantId>;

/** Object id, application id, role id: a GUID in lower case. */
export const Guid = z.guid().toLowerCase();
export type Guid = z.infer<typeof Guid>;

/** SHA-1 of the certificate as Windows and Entra show it: 40 hexadecimal digits in upper case. */
export const Thumbprint = z
  .string()
  .regex(/^[0-9A-Fa-f]{40}$/)
  .toUpperCase();
export type Thumbprint = z.infer<typeof Thumbprint>;

/** Moment in UTC, ISO 8601, e.g. `2026-11-24T09:30:00.000Z`. */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;

/**
 * Name of a MID server, a runner or a server group: what may stand in a queue name, a Redis key and a job id
 * (BullMQ refuses ':' in both).
 */
export const Name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and "-"');
export type Name = z.infer<typeof Name>;
