import { BOOTSTRAP_CLIENT_ID, HOME_TENANT_ID } from '../../demo/standins/entra/demo-state.ts';
import { publicSigningKey, type SigningJwk } from '../../src/contracts/trust/signing.ts';
import { createGuard, type GuardDependencies } from '../../src/jobs/guard/guard.ts';
import type { Authorization, Authorize } from '../../src/jobs/guard/privilege.ts';
import { ExoConfig } from '../../src/process/config/exo-config.ts';
import type { RunStore } from '../../src/runs/store/store.ts';
import { approvalSubjectOf } from './approval-subject.ts';
import { JON, makeServers } from './run-request.ts';

type Changes = Partial<
  Pick<ExoConfig, 'approval' | 'application' | 'serverGroups' | 'tenants' | 'deploymentKey' | 'rotation'>
>;

/** The configuration that stands behind `makeRequest`: Jon approves, two servers in emea. */
export function configOf(changes: Changes = {}): ExoConfig {
  const base = ExoConfig.parse({
    organisation: { name: 'Fabrikam Managed Services', tenantId: HOME_TENANT_ID },
    deploymentKey: 'fabrikam',
    publicUrl: 'https://bot.fabrikam.example',
    roles: { approver: [{ person: JON.id, name: JON.name }] },
    serverGroups: { emea: { servers: makeServers(2) } },
    defaults: { mode: 'full' },
  });
  return { ...base, ...changes };
}

/** The real guard over a store whose decisions are signed with the given key. */
export function guardOf(
  store: Pick<RunStore, 'get'>,
  key: SigningJwk,
  changes: Partial<GuardDependencies> = {},
): Authorize {
  const config = changes.config ?? configOf();
  const used = new Set<string>();
  return createGuard({
    findRun: (id) => store.get(id),
    config,
    clientId: BOOTSTRAP_CLIENT_ID,
    botKeys: [publicSigningKey(key)],
    isApprover: async (id) => config.roles.approver.some((holder) => 'person' in holder && holder.person === id),
    isAdmin: async (id) => config.roles.admin.some((holder) => 'person' in holder && holder.person === id),
    remember: async ({ job }) => {
      const isFirst = !used.has(job.id);
      used.add(job.id);
      return isFirst;
    },
    refused: async () => undefined,
    isSuspended: async () => false,
    doubts: async () => [],
    now: () => Date.now(),
    ...changes,
  });
}

/** In place of the guard where a test is about something else. */
export async function allowAll(): Promise<Authorization> {
  return { subject: approvalSubjectOf(), certificates: [] };
}
