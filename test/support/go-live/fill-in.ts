import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { BOOTSTRAP_CLIENT_ID, DEMO_TENANT_IDS, HOME_TENANT_ID } from '../../../demo/standins/entra/demo-state.ts';
import { MID_ACCOUNT } from '../../../demo/system/mid-server.ts';
import { ROLES } from '../../attacks/world/people.ts';
import type { Site } from './site.ts';

export const BOT_ID = 'b1c2d3e4-2222-4b5c-8d7e-0123456789ab';
export const PUBLIC_URL = 'https://exo.fabrikam.example';

function change(path: string, edit: (text: string) => string): void {
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
}

/** What an operator changes in the example: people, one MID server, two customers. */
export function fillInConfiguration(site: Site): void {
  change(site.at('exo.config.yaml'), (text) => {
    const { organisation, application, ...example } = parse(text);
    const holders = (people: readonly { readonly id: string; readonly name: string }[]) =>
      people.map(({ id, name }) => ({ person: id, name }));
    const runners = { elevated: 'mid1-elevated', connect: 'mid1-connect' };
    return stringify({
      ...example,
      application,
      organisation: { ...organisation, tenantId: HOME_TENANT_ID },
      homeChannel: undefined,
      publicUrl: PUBLIC_URL,
      roles: Object.fromEntries(Object.entries(ROLES).map(([role, people]) => [role, holders(people)])),
      serverGroups: { emea: { servers: [{ name: 'mid1', primary: true, ...runners, serviceAccount: MID_ACCOUNT }] } },
      tenants: {
        contoso: { domain: 'contoso.com', id: DEMO_TENANT_IDS.contoso, mode: 'full' },
        northwind: { domain: 'northwind.com', id: DEMO_TENANT_IDS.northwind },
      },
    });
  });
}

/** The comment signs of the TLS part go; ports and folders are those of this machine. */
export function fillInRedis(site: Site, ports: { readonly plain: number; readonly tls: number }): void {
  const data = join(site.folder, 'redis');
  mkdirSync(data);
  change(join(site.etc, 'redis', 'redis.conf'), (text) =>
    text
      .replace(/^# (tls-)/gm, '$1')
      .replace('bind 127.0.0.1 ::1', 'bind 127.0.0.1')
      .replace('port 6379', `port ${ports.plain}`)
      .replace('tls-port 6380', `tls-port ${ports.tls}`)
      .replaceAll('/etc/redis', join(site.etc, 'redis'))
      .replaceAll('/var/lib/redis', data),
  );
}

/** The ids that Microsoft gave; beside them what stands in for Microsoft, and free ports. */
export function fillInVariables(
  site: Site,
  service: 'bot' | 'jobs',
  more: Readonly<Record<string, string>>,
  standInsCa: string,
): void {
  const ids: Readonly<Record<string, string>> = {
    MicrosoftAppId: BOT_ID,
    MicrosoftAppTenantId: HOME_TENANT_ID,
    AZURE_CLIENT_ID: BOOTSTRAP_CLIENT_ID,
    AZURE_TENANT_ID: HOME_TENANT_ID,
  };
  const file = join(site.etc, 'exo', `${service}.env`);
  change(file, (text) =>
    text
      .replaceAll(/^(\w+)=$/gm, (line, name: string) => `${line}${ids[name] ?? ''}`)
      .replaceAll('/var/lib', site.folder),
  );
  for (const [name, value] of Object.entries(more)) appendFileSync(file, `${name}=${value}\n`);
  const ca = join(site.etc, 'exo', 'redis-ca.pem');
  const trusted = readFileSync(ca, 'utf8');
  if (!trusted.includes(readFileSync(standInsCa, 'utf8'))) appendFileSync(ca, readFileSync(standInsCa, 'utf8'));
  mkdirSync(join(site.folder, 'exo-jobs'), { recursive: true });
}
