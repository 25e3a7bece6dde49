import { REQUIRED_PERMISSIONS } from '../../src/contracts/permissions/permissions.ts';
import type { Server } from '../../src/process/config/exo-config.ts';
import type { Actor, ApprovalRules, RunRequest } from '../../src/runs/run.ts';

export const TENANT_ID = '7c1d0a52-3b7e-4c55-9a10-2f6b1c9e41e0';

export const MIA: Actor = { id: '0d9a1b2c-0000-4000-8000-000000000001', name: 'Mia Okafor', roles: ['requester'] };
export const JON: Actor = { id: '0d9a1b2c-0000-4000-8000-000000000002', name: 'Jon Berg', roles: ['approver'] };
export const LEE: Actor = { id: '0d9a1b2c-0000-4000-8000-000000000003', name: 'Lee Chan', roles: ['viewer'] };

export const SAM: Actor = { id: '0d9a1b2c-0000-4000-8000-000000000008', name: 'Sam Lindqvist', roles: ['admin'] };

const HOUR_MS = 3_600_000;

export const RULES: ApprovalRules = {
  expiresAfterMs: 24 * HOUR_MS,
  fourEyes: true,
  validForMs: 4 * HOUR_MS,
  renewals: 'covered',
  proof: 'card',
};

/** MID servers `mid1` (primary), `mid2`, ... */
export function makeServers(count: number): Server[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `mid${index + 1}`;
    return {
      name,
      primary: index === 0,
      elevated: `${name}-elevated`,
      connect: `${name}-connect`,
      serviceAccount: 'CORP\\svc-mid',
    };
  });
}

/** What Mia asks for: contoso in full mode on two MID servers, unless said otherwise. */
export function makeRequest(changes: Partial<RunRequest> & { serverCount?: number } = {}): RunRequest {
  const { serverCount = 2, ...rest } = changes;
  return {
    kind: 'onboard',
    tenant: { id: TENANT_ID, domain: 'contoso.com', label: 'contoso', cloud: 'global' },
    mode: 'full',
    serverGroup: 'emea',
    servers: makeServers(serverCount),
    requester: { id: MIA.id, name: MIA.name },
    place: {},
    deploymentKey: 'fabrikam',
    displayName: 'ServiceNow SecOps EXO CBA',
    permissions: [...REQUIRED_PERMISSIONS],
    redirectUri: null,
    certificate: {
      days: 365,
      renewBeforeDays: 30,
      provider: 'Microsoft Strong Cryptographic Provider',
      storeLocation: 'LocalMachine',
    },
    exchangeModule: { minimum: '3.2.0', recommended: '3.10.1' },
    approval: RULES,
    earlier: null,
    ...rest,
  };
}
