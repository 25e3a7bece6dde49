import type { TokenCredential } from '@azure/identity';
import { CLOUDS, type CloudName } from '../../contracts/clouds.ts';

/** Tokens of one tenant. */
export interface TenantCredential extends TokenCredential {
  /**
   * Throws the tenant's tokens away. A token carries the rights of the moment it was issued and is kept for an hour: after
   * a refusal the next attempt must not be refused for the old token's sake.
   */
  forget(): void;
}

/** Tenants whose tokens are kept at the same time; a fleet check passes by thousands. */
const KEPT_TENANTS = 500;

/** A credential for each tenant, so that a refusal in one of them throws no other's tokens away. */
export function createTenantCredentials(make: (cloud: CloudName) => TokenCredential) {
  const kept = new Map<string, TokenCredential>();
  return (tenantId: string, cloud: CloudName): TenantCredential => {
    const key = `${cloud} ${tenantId}`;
    return {
      getToken(scopes, options) {
        const credential = kept.get(key) ?? make(cloud);
        // Set again: the one that was not used for the longest time stands first.
        kept.delete(key);
        kept.set(key, credential);
        const [oldest] = kept.keys();
        if (kept.size > KEPT_TENANTS && oldest !== undefined) kept.delete(oldest);
        return credential.getToken(scopes, { ...options, tenantId });
      },
      forget() {
        kept.delete(key);
      },
    };
  };
}

/** The scope of Graph follows from the cloud; where requests are sent to is another matter. */
export function graphScope(cloud: CloudName): string {
  return `${CLOUDS[cloud].graphUrl}/.default`;
}
