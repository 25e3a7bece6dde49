import type { World } from '../world/world.ts';

export const SERVERS = ['mid1', 'mid2'] as const;

/** What is really there of one customer: the application, the private keys, and what ServiceNow signs in with. */
export interface Tenant {
  readonly id: string;
  hasApplication: boolean;
  /** Permissions are given, and the role. */
  hasPermissions: boolean;
  hasRole: boolean;
  /** Tokens are given out. */
  enabled: boolean;
  readonly attached: Set<string>;
  /** Private keys by server. */
  readonly held: ReadonlyMap<string, Set<string>>;
  /** Signed in with, as `server thumbprint`. */
  readonly proved: Set<string>;
  /** Every certificate that was made, oldest first. */
  readonly made: string[];
  /** What stands in ServiceNow; undefined before the first hand-over and after the end. */
  inUse: string | undefined;
}

/** The customers' tenants and the MID servers, outside of everything that can fail; notes what must never be. */
export class Estate {
  readonly #world: World;
  readonly #tenants = new Map<string, Tenant>();

  constructor(world: World) {
    this.#world = world;
  }

  all(): Tenant[] {
    return [...this.#tenants.values()];
  }

  of(id: string): Tenant {
    const known = this.#tenants.get(id) ?? blank(id);
    this.#tenants.set(id, known);
    return known;
  }

  /** Somebody enters a certificate in ServiceNow. */
  enter(id: string, thumbprint: string): void {
    const tenant = this.of(id);
    if (!isProved(tenant, thumbprint)) this.#world.violate(`${id}: ${thumbprint} was handed over without a proof`);
    tenant.inUse = thumbprint;
  }

  /** Takes certificates off the application. @param keep the one that takes their place */
  retire(id: string, thumbprints: readonly string[], keep: string): void {
    const tenant = this.of(id);
    if (!tenant.attached.has(keep) || !isProved(tenant, keep)) {
      this.#world.violate(`${id}: the old certificate was retired before ${keep} was attached and proved`);
    }
    for (const each of thumbprints) tenant.attached.delete(each);
  }

  /** Deletes private keys on a server. */
  erase(id: string, server: string, thumbprints: readonly string[]): void {
    const tenant = this.of(id);
    const keys = tenant.held.get(server);
    for (const each of thumbprints.filter((thumbprint) => keys?.has(thumbprint))) {
      if (each === tenant.inUse) this.#world.violate(`${id}: ${each} was erased on ${server} while ServiceNow uses it`);
      if (tenant.attached.has(each)) this.#world.violate(`${id}: ${each} was erased on ${server} while it is attached`);
      keys?.delete(each);
    }
  }

  /** The application is deleted, under an approval of just that. */
  remove(id: string): void {
    const tenant = this.of(id);
    Object.assign(tenant, {
      hasApplication: false,
      hasPermissions: false,
      hasRole: false,
      enabled: true,
      inUse: undefined,
    });
    tenant.attached.clear();
  }
}

/** Whether ServiceNow could sign in, were the tenant not suspended: with a key that is attached and on every server. */
export function works({ inUse, attached, held }: Tenant): boolean {
  return inUse === undefined || (attached.has(inUse) && SERVERS.every((server) => held.get(server)?.has(inUse)));
}

function isProved({ proved }: Tenant, thumbprint: string): boolean {
  return SERVERS.every((server) => proved.has(`${server} ${thumbprint}`));
}

function blank(id: string): Tenant {
  return {
    id,
    hasApplication: false,
    hasPermissions: false,
    hasRole: false,
    enabled: true,
    attached: new Set(),
    held: new Map(SERVERS.map((server) => [server, new Set<string>()])),
    proved: new Set(),
    made: [],
    inUse: undefined,
  };
}
