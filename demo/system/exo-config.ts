import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ExoConfig, type Server } from '../../src/process/config/exo-config.ts';
import { type DemoPerson, HOME_TENANT_ID, ORGANISATION, ROLES, TEAM } from '../people.ts';
import { DEMO_TENANT_IDS } from '../standins/entra/demo-state.ts';
import { MID_ACCOUNT } from './mid-server.ts';

/** Tenants with a name of their own; wingtip is not among them and is found by its domain. */
const TENANTS = {
  contoso: { domain: 'contoso.com', id: DEMO_TENANT_IDS.contoso },
  adatum: { domain: 'adatum.com', id: DEMO_TENANT_IDS.adatum },
  litware: { domain: 'litware.com', id: DEMO_TENANT_IDS.litware },
  northwind: { domain: 'northwind.com', id: DEMO_TENANT_IDS.northwind, mode: 'link' },
};

export interface ConfigOptions {
  /** Where approvers must sign in; undefined: a click is enough. */
  readonly approvalPage?: string;
  /** The waits of a rotation last seconds. */
  readonly quickYear?: boolean;
}

/** Some seconds, in the units of the configuration. */
const QUICK_ROTATION = { unusedForDays: 4 / 86_400, watchForHours: 4 / 3600, eraseAfterDays: 6 / 86_400 };

/**
 * Writes the demo's exo.config.yaml.
 * @param publicUrl address of the bot's web pages
 */
export function writeExoConfig(
  folder: string,
  publicUrl: string,
  { approvalPage, quickYear = false }: ConfigOptions = {},
): { file: string; servers: readonly Server[] } {
  const holders = (people: readonly DemoPerson[]) => people.map(({ objectId, name }) => ({ person: objectId, name }));
  const config = {
    organisation: { name: ORGANISATION, tenantId: HOME_TENANT_ID },
    deploymentKey: 'demo',
    publicUrl,
    homeChannel: linkToChannel(),
    roles: {
      viewer: holders(ROLES.viewer),
      requester: holders(ROLES.requester),
      approver: holders(ROLES.approver),
      admin: holders(ROLES.admin),
    },
    ...(approvalPage ? { approval: { proof: 'sign-in', pageUrl: approvalPage } } : {}),
    ...(quickYear ? { rotation: QUICK_ROTATION } : {}),
    serverGroups: { emea: { servers: [server('mid1', true), server('mid2', false)] } },
    defaults: { mode: 'full', serverGroup: 'emea' },
    tenants: TENANTS,
  };
  const file = join(folder, 'exo.config.yaml');
  writeFileSync(file, stringify(config));
  const { servers } = ExoConfig.parse(config).serverGroups['emea'] ?? { servers: [] };
  return { file, servers };
}

/** As Teams gives it. */
function linkToChannel(): string {
  const { channel, groupId } = TEAM;
  const query = new URLSearchParams({ groupId, tenantId: HOME_TENANT_ID });
  return `https://teams.microsoft.com/l/channel/${encodeURIComponent(channel.id)}/${channel.name}?${query}`;
}

function server(name: string, primary: boolean) {
  return { name, primary, elevated: `${name}-elevated`, connect: `${name}-connect`, serviceAccount: MID_ACCOUNT };
}
