import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const Changed = z.object({ displayName: z.string(), oldValue: z.string().nullable(), newValue: z.string().nullable() });

/** An entry of a tenant's directory audit, as Graph shows it. */
export const DirectoryAudit = z.object({
  id: z.string(),
  activityDateTime: z.string(),
  activityDisplayName: z.string(),
  category: z.string(),
  result: z.enum(['success', 'failure']),
  initiatedBy: z.object({
    user: z.object({ id: z.string(), userPrincipalName: z.string() }).nullable(),
    app: z.object({ appId: z.string(), displayName: z.string() }).nullable(),
  }),
  targetResources: z.array(z.object({ id: z.string(), type: z.string(), modifiedProperties: z.array(Changed) })),
});
export type DirectoryAudit = z.infer<typeof DirectoryAudit>;

interface Act {
  readonly what: string;
  readonly targets: DirectoryAudit['targetResources'];
  readonly by: DirectoryAudit['initiatedBy'];
  readonly at: Date;
  readonly result?: 'success' | 'failure';
}

/** Microsoft's own name of the act; the dash is theirs. */
export const SECRETS_CHANGED = 'Update application – Certificates and secrets management';

export function auditEntry({ what, targets, by, at, result = 'success' }: Act): DirectoryAudit {
  return {
    id: `Directory_${randomUUID()}`,
    activityDateTime: at.toISOString(),
    activityDisplayName: what,
    category: 'ApplicationManagement',
    result,
    initiatedBy: by,
    targetResources: targets,
  };
}

export function byUser(userPrincipalName: string): DirectoryAudit['initiatedBy'] {
  return { user: { id: randomUUID(), userPrincipalName }, app: null };
}

interface Key {
  readonly keyId: string;
  readonly displayName?: string | null | undefined;
}

/** How the directory describes the credentials of an object in an entry. */
export function describeKeys(keys: readonly Key[], type = 'AsymmetricX509Cert'): string {
  return JSON.stringify(
    keys.map(
      ({ keyId, displayName }) =>
        `[KeyIdentifier=${keyId},KeyType=${type},KeyUsage=Verify,DisplayName=${displayName ?? ''}]`,
    ),
  );
}
