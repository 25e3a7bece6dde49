import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createCertificateAuthority } from '../../../demo/standins/certificates.ts';
import { readMainConfig } from '../../../demo/standins/entra/main-config.ts';
import { startEntra } from '../../../demo/standins/entra/server.ts';
import { enrolRunners, makeDemoKeys } from '../../../demo/system/enrol.ts';
import { type EntraPlan, planEntra } from '../../../demo/system/entra.ts';
import { readMachine } from '../../../demo/system/machine.ts';
import { GOOD_MODULE, installModule } from '../../../demo/system/mid-server.ts';
import { findFreePorts } from '../../../demo/system/ports.ts';
import { planBot, planJobs, planRunner, type Wiring } from '../../../demo/system/product.ts';
import { planRedis } from '../../../demo/system/redis.ts';
import type { ProcessPlan } from '../../../demo/system/supervisor.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { startBotFramework } from '../../support/bot-framework.ts';
import { createTestSupervisor } from '../../support/built/supervisor.ts';
import { quickDisk } from '../../support/quick-folder.ts';
import { createChat } from './chat.ts';
import { type Internet, startInternet } from './internet.ts';
import { CUSTOMERS, type Kind, TENANT_SEEDS, writeLandscape } from './landscape.ts';
import { createRuns } from './runs.ts';
import { setUsers } from './users.ts';

/** Application id of the bot, and the secret that it signs in with. */
export const BOT_APP_ID = 'b1c2d3e4-2222-4b5c-8d7e-0123456789ab';
export const BOT_SECRET = 'planted-bot-secret-5f1c9a';
const HOME = '7f2d1c3a-1111-4a5b-9c6d-0123456789ab';

export interface WorldOptions {
  /** MID servers whose runners run. */
  readonly runners?: readonly string[];
  /** Approvers must sign in; a click on a card is not enough. */
  readonly signIn?: boolean;
  /** Variables that all of our processes get, over their own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where everything is written, Redis's files too; default: in memory. */
  readonly disk?: string;
}

/**
 * exo as it runs: Redis with a user for each process, bot with authentication on, jobs, runners, each a process; stand-ins of
 * Entra, Graph, PowerShell and everything of Microsoft's on the Internet.
 */
export async function startWorld(options: WorldOptions = {}) {
  const resources = new AsyncDisposableStack();
  const folder = mkdtempSync(join(options.disk ?? quickDisk(), 'exo-attacks-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const crashes: string[] = [];
  const remarks: string[] = [];
  const supervisor = createTestSupervisor(join(folder, 'logs'), (name, code) => crashes.push(`${name} ${code}`));
  resources.defer(() => supervisor.stopAll());
  const namespace = `attack-${randomUUID().slice(0, 8)}`;
  const keys = createRedisKeys(namespace);
  const [redisPort = 0, entraPort = 0, adminPort = 0, botPort = 0, approvalPort = 0] = await findFreePorts(5);
  const approvalPage = `http://localhost:${approvalPort}`;
  const address = `http://127.0.0.1:${botPort}`;

  const redisPlan = planRedis(readMachine().redis, join(folder, 'redis'), redisPort);
  await supervisor.start(redisPlan.plan);
  const admin = new Redis(redisPlan.url, { maxRetriesPerRequest: null });
  admin.on('error', () => admin.status);
  resources.defer(() => admin.disconnect());

  const { file: configFile, groups } = writeLandscape(
    folder,
    'https://exo.fabrikam.example',
    options.signIn ? approvalPage : undefined,
  );
  const microsoft = planMicrosoft(join(folder, 'entra'), entraPort, adminPort, [
    `${address}/consent`,
    `${approvalPage}/approve/signed-in`,
  ]);
  const { statePath: _, ...entraOptions } = readMainConfig(microsoft.configPath);
  const entra = await startEntra(entraOptions);
  resources.defer(() => entra.close());
  const framework = resources.use(await startBotFramework(BOT_APP_ID));
  const authority = createCertificateAuthority('Stand-in of the Internet');
  appendFileSync(microsoft.plan.caPath, authority.certificatePem);
  const keyServer = framework.settings?.ToBotFromChannelOpenIdMetadataUrl;
  const internet: Internet = resources.use(await startInternet(authority, String(keyServer), BOT_SECRET));

  const { files: keyFiles, ...roleKeys } = await makeDemoKeys(folder);
  const runners = await enrolRunners({
    folder,
    servers: Object.values(groups).flat(),
    orchestratorKey: roleKeys.orchestrator,
    redisUrl: redisPlan.url,
    namespace,
    elevatedAccount: 'CORP\\svc-exo-elevated',
  });
  const users = await setUsers(
    admin,
    keys,
    redisPlan.url,
    runners.map(({ id }) => id),
  );
  const wiringFor = (user: string): Wiring => ({
    redisUrl: users.urlOf(user),
    namespace,
    configFile,
    keyFiles,
    entra: microsoft.plan,
  });
  const botPlan = withEnvironment(planBot(wiringFor('bot'), botPort), {
    EXO_BOT_AUTH: 'on',
    MicrosoftAppId: BOT_APP_ID,
    MicrosoftAppTenantId: HOME,
    MicrosoftAppPassword: BOT_SECRET,
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'internet.cjs')}`,
    EXO_TEST_INTERNET: String(internet.port),
    ...options.env,
  });
  const jobsPlan = withEnvironment(planJobs(wiringFor('jobs'), approvalPort), options.env);
  const serverFolder = (server: string) => join(folder, 'servers', server);
  const runnerPlans = new Map<string, ProcessPlan>();
  for (const runner of runners) {
    mkdirSync(serverFolder(runner.server), { recursive: true });
    installModule(serverFolder(runner.server), GOOD_MODULE);
    const plan = planRunner(wiringFor(runner.id), runner, serverFolder(runner.server));
    runnerPlans.set(runner.id, withEnvironment(plan, options.env));
  }
  async function startRunners(...servers: string[]): Promise<void> {
    const wanted = runners.filter(({ server }) => servers.includes(server));
    await Promise.all(wanted.map(({ id }) => supervisor.start(runnerPlans.get(id) ?? fail(`no runner ${id}`))));
  }
  await Promise.all([
    supervisor.start(jobsPlan),
    supervisor.start(botPlan),
    startRunners(...(options.runners ?? ['mid1'])),
  ]);

  const left = new Map(Map.groupBy(CUSTOMERS, ({ kind }) => kind));
  const chat = createChat({ address, framework, internet });
  const state = (id: string) => entra.state.tenants.find((each) => each.id === id) ?? fail(`no tenant ${id}`);
  return {
    folder,
    supervisor,
    crashes,
    /** What the suite measured, for its end. */
    remarks,
    namespace,
    keys,
    /** Redis as its administrator sees it: what a thief of Redis has. */
    admin,
    redisUrl: redisPlan.url,
    users,
    entra,
    internet,
    framework,
    chat,
    address,
    runners,
    groups,
    plans: { bot: botPlan, jobs: jobsPlan, runner: (id: string) => runnerPlans.get(id) ?? fail(`no runner ${id}`) },
    microsoft: microsoft.plan,
    /** Where approvers sign in. */
    approvalPage,
    configFile,
    roleKeys,
    startRunners,
    serverFolder,
    runs: createRuns({ admin, keys, chat, state }),
    /** A customer that nothing was done with yet. */
    customer(kind: Kind = 'plain') {
      const [seat, ...rest] = left.get(kind) ?? [];
      if (!seat) throw new Error(`No customer of kind ${kind} is left: raise SEATS in landscape.ts`);
      left.set(kind, rest);
      return { ...seat, tenant: state(seat.id) };
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;
export type Customer = ReturnType<World['customer']>;

function withEnvironment(plan: ProcessPlan, env: Readonly<Record<string, string>> = {}): ProcessPlan {
  return { ...plan, env: { ...plan.env, ...env } };
}

function planMicrosoft(folder: string, port: number, adminPort: number, redirectUris: readonly string[]) {
  const plan: EntraPlan = planEntra({ folder, port, adminPort, redirectUris });
  const configPath = plan.plan.args[1] ?? fail('no configuration of the stand-in');
  const config = JSON.parse(readFileSync(configPath, 'utf8'));
  writeFileSync(configPath, JSON.stringify({ ...config, moreTenants: TENANT_SEEDS }));
  return { plan, configPath };
}

function fail(message: string): never {
  throw new Error(message);
}
