import { homeChannelOf } from './home-channel.ts';
import type { ServerGroup } from './server-groups.ts';

export interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

interface Groups {
  readonly serverGroups: Readonly<Record<string, ServerGroup>>;
}
interface Tenants {
  readonly tenants: Readonly<
    Record<string, { readonly id?: string | undefined; readonly domain?: string | undefined }>
  >;
}
interface Home {
  readonly homeChannel?: string | undefined;
  readonly organisation: { readonly tenantId: string };
}

/** Where a runner or a MID server stands twice: a certificate of one customer would be in the hands of another's. */
export function* faultsOfServers({ serverGroups }: Groups): Generator<Fault> {
  const servers = new Map<string, string>();
  const runners = new Map<string, string>();
  for (const [group, { servers: ofGroup }] of Object.entries(serverGroups)) {
    for (const [index, server] of ofGroup.entries()) {
      const path = ['serverGroups', group, 'servers', index];
      const place = `${server.name} of ${group}`;
      const other = servers.get(server.name);
      if (other !== undefined && other !== group) {
        yield { path, message: `rename it: a server "${server.name}" is in the group ${other} already` };
      }
      servers.set(server.name, group);
      for (const runner of new Set([server.elevated, server.connect])) {
        const serves = runners.get(runner);
        if (serves) yield { path, message: `give it a runner of its own: "${runner}" serves ${serves} already` };
        runners.set(runner, place);
      }
    }
  }
}

/** A channel of another organisation would show its people what is asked for here. */
export function* faultsOfHomeChannel({ homeChannel, organisation }: Home): Generator<Fault> {
  const tenant = homeChannel === undefined ? undefined : homeChannelOf(homeChannel)?.tenantId;
  if (tenant === undefined || tenant === organisation.tenantId) return;
  const message = `name a channel of your own organisation: this one belongs to tenant ${tenant}, and organisation.tenantId is ${organisation.tenantId}`;
  yield { path: ['homeChannel'], message };
}

/** Where two names stand for one tenant: what is decided under one of them would hold for the other. */
export function* faultsOfTenants({ tenants }: Tenants): Generator<Fault> {
  const seen = new Map<string, string>();
  for (const [name, { id, domain }] of Object.entries(tenants)) {
    for (const [field, value] of Object.entries({ id, domain: domain?.toLowerCase() })) {
      if (!value) continue;
      const other = seen.get(value);
      if (other) {
        yield { path: ['tenants', name, field], message: `remove one of the two: "${other}" has the same ${field}` };
      }
      seen.set(value, name);
    }
  }
}
