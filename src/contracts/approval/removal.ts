import { z } from 'zod';
import { Guid, Instant, Name, TenantId, Thumbprint } from '../ids.ts';

/** What is known of the last use of an application. */
export const LastUse = z.strictObject({
  /** False where no log of the tenant could be read: that is not the same as "never used". */
  known: z.boolean(),
  at: Instant.nullable(),
  /** Address that Entra saw. */
  from: z.string().max(100).nullable(),
});

/** What an approver is shown and allows before a tenant is taken out: everything that goes, and what stays. */
export const RemovalSubject = z.strictObject({
  v: z.literal(1),
  what: z.literal('offboard'),
  run: z.string(),
  requester: Guid,
  mode: z.enum(['full', 'link']),
  tenant: z.strictObject({ id: TenantId, domain: z.string(), name: z.string() }),
  /** null: it is not there any more, and only certificates are left. */
  application: z
    .strictObject({
      id: Guid,
      appId: Guid,
      displayName: z.string(),
      servicePrincipalId: Guid.nullable(),
      createdByAppId: Guid,
    })
    .nullable(),
  lastUse: LastUse,
  /** One phrase each. */
  permissions: z.array(z.string()).readonly(),
  roles: z.array(z.string()).readonly(),
  credentials: z.array(z.string()).readonly(),
  /** Certificates whose private keys are erased, by MID server. */
  servers: z.array(z.strictObject({ server: Name, certificates: z.array(Thumbprint).readonly() })).readonly(),
  /** MID servers that are offline: what they hold stays. */
  absent: z.array(Name).readonly(),
});
export type RemovalSubject = z.infer<typeof RemovalSubject>;
