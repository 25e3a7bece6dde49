import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { z } from 'zod';
import {
  BOOTSTRAP_CLIENT_ID,
  FULL_PERMISSIONS,
  HOME_TENANT_ID,
  LINK_PERMISSIONS,
} from '../../../demo/standins/entra/demo-state.ts';
import type { TenantSeed } from '../../../demo/standins/entra/state/seed.ts';
import { MID_ACCOUNT } from '../../../demo/system/mid-server.ts';
import type { Application } from '../../../src/process/config/application.ts';
import { ExoConfig, type Server } from '../../../src/process/config/exo-config.ts';
import { ROLES } from './people.ts';

/** Where a customer of the suite is served: by honest runners, by one that was taken over, by a pair, in link mode. */
export type Kind = 'plain' | 'hostile' | 'pair' | 'link' | 'away';

export interface CustomerSeat {
  readonly label: string;
  readonly domain: string;
  readonly id: string;
  readonly kind: Kind;
}

const SEATS: Readonly<Record<Kind, number>> = { plain: 120, hostile: 150, pair: 60, link: 12, away: 60 };
const GROUP: Readonly<Record<Kind, string>> = {
  plain: 'emea',
  hostile: 'taken',
  pair: 'pair',
  link: 'emea',
  away: 'othercustomer',
};
const NUMBER: Readonly<Record<Kind, number>> = { plain: 1, hostile: 2, pair: 3, link: 4, away: 5 };

/** Every customer that the suite may use, each once. */
export const CUSTOMERS: readonly CustomerSeat[] = (['plain', 'hostile', 'pair', 'link', 'away'] as const).flatMap(
  (kind) =>
    Array.from({ length: SEATS[kind] }, (_, index) => {
      const label = `${kind}${index + 1}`;
      const id = `7a00000${NUMBER[kind]}-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;
      return { label, domain: `${label}.com`, id, kind };
    }),
);

export const TENANT_SEEDS: readonly TenantSeed[] = CUSTOMERS.map(({ label, domain, id, kind }) => ({
  id,
  displayName: `Customer ${label}`,
  domains: [`${label}.onmicrosoft.com`, domain],
  consented: { [BOOTSTRAP_CLIENT_ID]: [...(kind === 'link' ? LINK_PERMISSIONS : FULL_PERMISSIONS)] },
}));

/** Client id that exo had before, by the configuration. */
export const EARLIER_CLIENT_ID = 'ea211e12-0000-4000-8000-000000000001';

/** A runner whose keys the configuration pins, to some that nobody has. */
export const PINNED_RUNNER = 'mid5-elevated';
const PIN = '0000 1111 2222 3333 4444 5555 6666 7777';

/** Servers by group. `taken` is run by the attacker; `othercustomer` belongs to a customer of its own. */
const GROUPS = {
  emea: ['mid1'],
  taken: ['mid9'],
  pair: ['mid3', 'mid4'],
  othercustomer: ['mid7'],
  pinned: ['mid5'],
};

function server(name: string, index: number) {
  const runners = { elevated: `${name}-elevated`, connect: `${name}-connect` };
  const pins = runners.elevated === PINNED_RUNNER ? { pins: { elevated: PIN } } : {};
  return { name, primary: index === 0, ...runners, serviceAccount: MID_ACCOUNT, ...pins };
}

/** `exo.config.yaml` as plain data, for changing. */
export function plainConfig(publicUrl: string) {
  const holders = (people: readonly { id: string; name: string }[]) =>
    people.map(({ id, name }) => ({ person: id, name }));
  const application: z.input<typeof Application> = { earlierClientIds: [EARLIER_CLIENT_ID] };
  return {
    organisation: { name: 'Fabrikam Managed Services', tenantId: HOME_TENANT_ID },
    deploymentKey: 'attacks',
    application,
    publicUrl,
    roles: Object.fromEntries(Object.entries(ROLES).map(([role, people]) => [role, holders(people)])),
    serverGroups: Object.fromEntries(
      Object.entries(GROUPS).map(([name, servers]) => [name, { servers: servers.map(server) }]),
    ),
    defaults: { mode: 'full', serverGroup: 'emea' },
    tenants: Object.fromEntries(
      CUSTOMERS.map(({ label, domain, id, kind }) => [
        label,
        { domain, id, serverGroup: GROUP[kind], ...(kind === 'link' ? { mode: 'link' } : {}) },
      ]),
    ),
  };
}

/** Writes the configuration. @returns its path, and the servers by group */
export function writeLandscape(folder: string, publicUrl: string, approvalPage: string | undefined) {
  const approval = approvalPage ? { approval: { proof: 'sign-in', pageUrl: approvalPage } } : {};
  const config = { ...plainConfig(publicUrl), ...approval };
  const file = join(folder, 'exo.config.yaml');
  writeFileSync(file, stringify(config));
  const groups: Record<string, readonly Server[]> = {};
  for (const [name, group] of Object.entries(ExoConfig.parse(config).serverGroups)) groups[name] = group.servers;
  return { file, groups };
}
