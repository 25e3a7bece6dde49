import { ExoConfig } from '../../src/process/config/exo-config.ts';
import { JON, LEE, MIA, TENANT_ID } from './run-request.ts';

export const HOME_TENANT = '7f2d1c3a-1111-4a5b-9c6d-0123456789ab';
export const ANA_ID = '0d9a1b2c-0000-4000-8000-000000000006';

/** Configuration of Fabrikam: Mia requests, Jon and Ana approve, Lee looks; contoso and adatum are configured. */
export function makeConfig(changes: Record<string, unknown> = {}): ExoConfig {
  return ExoConfig.parse({
    organisation: { name: 'Fabrikam Managed Services', tenantId: HOME_TENANT },
    deploymentKey: 'fabrikam',
    roles: {
      requester: [{ person: MIA.id, name: MIA.name }],
      approver: [
        { person: JON.id, name: JON.name },
        { person: ANA_ID, name: 'Ana Ruiz' },
      ],
      viewer: [{ person: LEE.id, name: LEE.name }],
    },
    serverGroups: {
      emea: {
        servers: [server('mid1', true), server('mid2', false)],
      },
      apac: { servers: [server('mid3', true)] },
    },
    defaults: { mode: 'full', serverGroup: 'emea' },
    tenants: {
      contoso: { domain: 'contoso.onmicrosoft.com', id: TENANT_ID },
      adatum: { domain: 'adatum.com', mode: 'link', serverGroup: 'apac' },
    },
    ...changes,
  });
}

function server(name: string, primary: boolean) {
  return { name, primary, elevated: `${name}-elevated`, connect: `${name}-connect`, serviceAccount: 'CORP\\svc-mid' };
}
