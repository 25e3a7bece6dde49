import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { BOOTSTRAP_CLIENT_ID } from '../../demo/standins/entra/demo-state.ts';
import { addressOf } from '../../demo/standins/entra/state/sign-ins.ts';
import { listCertificates } from '../../demo/standins/powershell/certificate-store.ts';
import { COMPLIANCE_ADMINISTRATOR, REQUIRED_PERMISSIONS } from '../../src/contracts/permissions/permissions.ts';
import { createSigningKey, publicSigningKey } from '../../src/contracts/trust/signing.ts';
import { createAdminGuard } from '../../src/jobs/guard/admin-act.ts';
import type { Authorize } from '../../src/jobs/guard/privilege.ts';
import { createVouching } from '../../src/jobs/guard/proof/vouched.ts';
import { createCloudSteps } from '../../src/jobs/steps/index.ts';
import type { StepHandlers } from '../../src/process/bullmq/step-worker.ts';
import type { Server } from '../../src/process/config/exo-config.ts';
import { findStep, isFinal, type Run, type RunRequest } from '../../src/runs/run.ts';
import { decisionOn } from './approving.ts';
import {
  type Customer,
  type CustomerOptions,
  createCustomer,
  DEPLOYMENT_KEY,
  graphAt,
  heldApplication,
} from './cloud-steps.ts';
import { createEngine } from './engine.ts';
import { TEST_SECRET, type TestEntra } from './entra.ts';
import { configOf, guardOf } from './guard.ts';
import { createMidServer, ELEVATED_ACCOUNT, MID_ACCOUNT, type MidServer } from './mid-server.ts';
import { makeRequest, SAM } from './run-request.ts';

/** Many steps one after the other on a machine that does other things too. */
const PATIENCE_MS = 90_000;

/** A certificate in a server's store. */
interface Held {
  readonly exportable: boolean;
  /** Accounts that can use the key. */
  readonly readers: readonly string[];
}
/** Those that Windows lets at a new machine key with the one that made it, and the one that was granted it. */
const READERS = ['NT AUTHORITY\\SYSTEM', 'BUILTIN\\Administrators', ELEVATED_ACCOUNT, MID_ACCOUNT];

/** A certificate where it was made, when all is well. */
export const MADE: Held = { exportable: true, readers: READERS };
/** The same on the other servers: its key stays where it is. */
export const COPIED: Held = { exportable: false, readers: READERS };

/**
 * MID servers and a customer tenant with everything between them real: Redis, queues, orchestrator, cloud steps over
 * https, runner steps, sealing. Stand-ins are Entra and PowerShell, the latter in this process.
 */
export async function createServerGroup(
  redisUrl: string,
  entra: TestEntra,
  names: readonly string[],
  options: CustomerOptions = {},
) {
  const resources = new AsyncDisposableStack();
  const signingKey = await createSigningKey();
  const mids = new Map<string, MidServer>();
  for (const name of names) {
    const mid = await createMidServer(name, entra.adminUrl, { orchestrator: signingKey, inProcess: true });
    mids.set(name, mid);
    resources.defer(() => rmSync(mid.folder, { recursive: true, force: true }));
  }
  const engine = resources.use(await createEngine(redisUrl, { signingKey }));
  const graph = graphAt(entra, TEST_SECRET);
  const customer = createCustomer(entra, graph, options);
  // The real guard; which servers there are, and which is the primary, differs from test to test.
  const authorize: Authorize = async (job, privilege) => {
    const servers = [...((await engine.store.get(job.run))?.request.servers ?? [])];
    const rotation = { ...configOf().rotation, eraseAfterDays: 4 / 86_400 };
    const config = configOf({ serverGroups: { emea: { servers } }, deploymentKey: DEPLOYMENT_KEY, rotation });
    const doubts = createVouching({ config, orchestratorKeys: [publicSigningKey(signingKey)] });
    return guardOf(engine.store, engine.signingKey, { config, doubts })(job, privilege);
  };
  const steps = createCloudSteps({
    graph,
    authorize,
    requireAdmin: (job, act) =>
      createAdminGuard({
        findRun: (id) => engine.store.get(id),
        config: configOf({ deploymentKey: DEPLOYMENT_KEY }),
        isAdmin: async (id) => id === SAM.id,
        remember: async () => true,
        refused: async () => undefined,
      })(job, act),
    requireConfigured: () => undefined,
    clientId: BOOTSTRAP_CLIENT_ID,
    authorityHost: entra.url,
  });
  let cloud = await engine.startCloudWorker(steps);
  engine.startOrchestrator(authorize);

  const mid = (name: string): MidServer => mids.get(name) ?? fail(`no server ${name}`);

  async function approveWhenAsked(id: string, until: (run: Run) => boolean): Promise<Run> {
    const run = await engine.untilRun(id, (each) => until(each) || each.gate?.state === 'open', PATIENCE_MS);
    if (run.gate?.state !== 'open') return run;
    await engine.store.apply(id, await decisionOn(run, engine.signingKey));
    return engine.untilRun(id, until, PATIENCE_MS);
  }

  const group = {
    engine,
    customer,
    mid,
    /** The runners of a server are known and do not run: the server is down. */
    async enrol(name: string): Promise<void> {
      await engine.acceptRunner(`${name}-elevated`, mid(name).sealKey);
      await engine.acceptRunner(`${name}-connect`);
    },
    /** Starts both runners of a server. @param changes steps that do something else there */
    async start(name: string, changes: StepHandlers = {}): Promise<void> {
      const { elevated, connect, sealKey } = mid(name);
      await engine.startRunner(`${name}-elevated`, { ...elevated, ...changes }, { sealKey });
      await engine.startRunner(`${name}-connect`, connect);
    },
    /** Takes a server's runners out, as `@exo runner remove` does; they go on running. */
    async remove(name: string): Promise<void> {
      for (const runner of [`${name}-elevated`, `${name}-connect`]) await engine.removeRunner(runner);
    },
    /** Asks for an onboarding on these servers, the first being the primary. @returns the id of the run */
    async ask(...servers: string[]): Promise<string> {
      return group.begin(servers);
    },
    /** Asks for a run on these servers, the first being the primary. @returns its id */
    async begin(servers: readonly string[], changes: Partial<RunRequest> = {}): Promise<string> {
      const [{ name: domain } = { name: '' }] = customer.tenant.verifiedDomains;
      const tenant = { id: customer.id, domain, label: 'contoso', cloud: 'global' } as const;
      const [row] = await engine.store.onboarded();
      const request = makeRequest({
        tenant,
        servers: servers.map(serverOf),
        deploymentKey: DEPLOYMENT_KEY,
        earlier: row?.evidence ?? null,
        ...changes,
      });
      return (await engine.store.create(request)).id;
    },
    approveWhenAsked,
    servers: (...names: string[]): Server[] => names.map(serverOf),
    /** The jobs process's worker ends, and another one takes its place. */
    async restartCloud(): Promise<void> {
      await cloud[Symbol.asyncDispose]();
      cloud = await engine.startCloudWorker(steps);
    },
    async decline(id: string): Promise<void> {
      const run = await engine.store.get(id);
      if (run) await engine.store.apply(id, await decisionOn(run, engine.signingKey, 'decline'));
    },
    /** A whole onboarding, up to its end. */
    async onboard(...servers: string[]): Promise<Run> {
      return approveWhenAsked(await group.ask(...servers), isFinal);
    },
    /** What a server's store holds, by thumbprint. */
    storeOf: (name: string): Record<string, Held> =>
      Object.fromEntries(
        listCertificates(mid(name).folder).map(({ thumbprint, exportable, access }) => [
          thumbprint,
          { exportable, readers: access.map(({ identity }) => identity) },
        ]),
      ),
    /** Servers that connected as the MID service user since `forget`, each named once. */
    proved: () => [...new Set(customer.tenant.exchange.proofs.slice(seen).map(({ server }) => server))].toSorted(),
    forget() {
      customer.forget();
      seen = customer.tenant.exchange.proofs.length;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
  let seen = 0;
  return group;
}
export type ServerGroup = Awaited<ReturnType<typeof createServerGroup>>;

function serverOf(name: string, index: number): Server {
  return {
    name,
    primary: index === 0,
    elevated: `${name}-elevated`,
    connect: `${name}-connect`,
    serviceAccount: MID_ACCOUNT,
    addresses: [addressOf(name)],
  };
}

/** What Entra and Exchange hold for the tenant. */
export function inMicrosoft({ tenant, ...customer }: Customer) {
  const { appId, keyCredentials } = heldApplication({ tenant, ...customer });
  const principals = tenant.servicePrincipals.filter((each) => each.appId === appId);
  const mine = (principalId: string) => principals.some(({ id }) => id === principalId);
  return {
    applications: tenant.applications.length,
    enterpriseApplications: principals.length,
    thumbprints: keyCredentials.map(({ key }) =>
      createHash('sha1').update(Buffer.from(key, 'base64')).digest('hex').toUpperCase(),
    ),
    permissions: tenant.appRoleAssignments
      .filter(({ principalId }) => mine(principalId))
      .map(({ appRoleId }) => appRoleId)
      .toSorted(),
    roles: tenant.roleAssignments.filter(({ principalId }) => mine(principalId)).map((each) => each.roleDefinitionId),
    inExchange: tenant.exchange.servicePrincipals.map((each) => each.appId === appId && mine(each.objectId)),
  };
}

/** The tenant as it must be after an onboarding, with these certificates on the application. */
export function onboarded(...thumbprints: string[]): ReturnType<typeof inMicrosoft> {
  return {
    applications: 1,
    enterpriseApplications: 1,
    thumbprints,
    permissions: REQUIRED_PERMISSIONS.map(({ appRoleId }) => appRoleId).toSorted(),
    roles: [COMPLIANCE_ADMINISTRATOR.templateId],
    inExchange: [true],
  };
}

/** The state of each step, by its id. */
export function statesOf(run: Run): Record<string, string> {
  return Object.fromEntries(run.steps.map(({ id, state }) => [id, state]));
}

export function outputOf(run: Run, step: string): unknown {
  return findStep(run, step)?.output;
}

/** Thumbprint of the certificate that a run worked with. */
export function thumbprintOf(run: Run): string {
  const output = outputOf(run, 'create-certificate');
  if (typeof output !== 'object' || output === null || !('thumbprint' in output)) return fail('no certificate');
  return String(output.thumbprint);
}

function fail(message: string): never {
  throw new Error(message);
}
