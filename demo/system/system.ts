import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPlayground, type PlaygroundChat } from '../chat/playground.ts';
import type { Lag } from '../standins/entra/state/store.ts';
import { type DemoKeys, type DemoRunner, enrolRunners, makeDemoKeys } from './enrol.ts';
import { type EntraDoor, planEntra } from './entra.ts';
import { writeExoConfig } from './exo-config.ts';
import { readMachine } from './machine.ts';
import { GOOD_MODULE, installModule } from './mid-server.ts';
import { planPlayground } from './playground-plan.ts';
import { findFreePorts } from './ports.ts';
import { planBot, planJobs, planRunner, type Wiring } from './product.ts';
import { planRedis } from './redis.ts';
import { NO_USERS, planRedisUsers } from './redis-users.ts';
import type { Supervisor } from './supervisor.ts';

/** Everything, running on this machine. */
export interface DemoSystem {
  readonly supervisor: Supervisor;
  readonly entra: EntraDoor;
  /** Certificate of the authority that the stand-in Entra's https is signed by. */
  readonly entraCaPath: string;
  readonly runners: readonly DemoRunner[];
  /** Address of the Playground, without closing slash. */
  readonly playground: string;
  readonly redisUrl: string;
  readonly namespace: string;
  /** For whoever reads the product's records. */
  readonly keys: Omit<DemoKeys, 'files'>;
  /** False when Redis is the one in JavaScript, which forgets everything. */
  readonly durable: boolean;
  /** Folder of a MID server's stand-in: its certificate store, its Exchange module. */
  serverFolder(server: string): string;
  openChat(): Promise<PlaygroundChat>;
}

export interface SystemOptions {
  /** Everything that the system writes goes there. */
  readonly folder: string;
  /** Runs the processes; whoever made it stops them. */
  readonly supervisor: Supervisor;
  /** Address of a Redis to use; undefined: start one. */
  readonly redisUrl?: string | undefined;
  readonly lag?: Partial<Lag>;
  /** Approvers must sign in. */
  readonly stepUp?: boolean;
  /** The waits of a rotation last seconds instead of days. */
  readonly quickYear?: boolean;
  /** Where every process sends its traces; undefined: nowhere, as by default. */
  readonly tracesUrl?: string;
  /** Called with one line for what is ready. */
  readonly say?: (line: string) => void;
}

const NAMESPACE = 'demo';

/**
 * Starts Redis, the stand-ins, the bot, the jobs, four runners and the Playground. Nothing listens beyond loopback.
 * @throws Error with the end of its log when a process does not become ready
 */
export async function startSystem(options: SystemOptions): Promise<DemoSystem> {
  const { supervisor, say = () => undefined } = options;
  mkdirSync(options.folder, { recursive: true });
  const { folder } = options;
  const [redisPort = 0, entraPort = 0, adminPort = 0, botPort = 0, playgroundPort = 0, approvalPort = 0] =
    await findFreePorts(6);
  const machine = readMachine();
  const namespace = options.redisUrl ? `demo-${Date.now()}` : NAMESPACE;
  const bot = `http://127.0.0.1:${botPort}`;
  // Browsers keep the page's cookie for the name localhost, not for the bare address.
  const approvalPage = `http://localhost:${approvalPort}`;
  const config = writeExoConfig(folder, bot, {
    ...(options.stepUp ? { approvalPage } : {}),
    quickYear: options.quickYear ?? false,
  });
  const limited = !options.redisUrl && machine.redis.kind !== 'javascript';
  const runnerIds = config.servers.flatMap(({ elevated, connect }) => [elevated, connect]);
  const redisUsers = limited ? planRedisUsers(namespace, runnerIds) : NO_USERS;
  const own = options.redisUrl
    ? undefined
    : planRedis(machine.redis, join(folder, 'redis'), redisPort, redisUsers.lines);
  const redisUrl = options.redisUrl ?? own?.url ?? '';
  const entra = planEntra({
    folder: join(folder, 'entra'),
    port: entraPort,
    adminPort,
    redirectUris: [`${bot}/consent`, `${approvalPage}/approve/signed-in`],
    ...(options.lag ? { lag: options.lag } : {}),
  });

  await Promise.all([own ? supervisor.start(own.plan) : undefined, supervisor.start(entra.plan)]);
  say(own ? 'Redis, and the stand-in of Entra and Microsoft Graph' : 'the stand-in of Entra and Microsoft Graph');
  const { files: keyFiles, ...keys } = await makeDemoKeys(folder);
  const runners = await enrolRunners({
    folder,
    servers: config.servers,
    orchestratorKey: keys.orchestrator,
    redisUrl,
    namespace,
    elevatedAccount: 'CORP\\svc-exo-elevated',
  });
  const { tracesUrl } = options;
  const wiring: Wiring = { redisUrl, redisUsers, namespace, configFile: config.file, keyFiles, entra, tracesUrl };
  const serverFolder = (server: string) => join(folder, 'servers', server);
  const plans = [
    planJobs(wiring, approvalPort),
    planBot(wiring, botPort),
    ...runners.map((runner) => planRunner(wiring, runner, serverFolder(runner.server))),
  ];
  for (const { server } of runners) installModule(serverFolder(server), GOOD_MODULE);
  await Promise.all(plans.map((plan) => supervisor.start(plan)));
  say(`bot, jobs, runners ${runners.map(({ id }) => id).join(', ')}`);

  const endpoint = `${bot}/api/messages`;
  const playground = `http://127.0.0.1:${playgroundPort}`;
  await supervisor.start(planPlayground(join(folder, 'playground'), playgroundPort, endpoint));
  say('Microsoft 365 Agents Playground');
  return {
    supervisor,
    entra: entra.door,
    entraCaPath: entra.caPath,
    runners,
    playground,
    redisUrl,
    namespace,
    keys,
    durable: own?.durable ?? true,
    serverFolder,
    openChat: () => openPlayground(playground, endpoint),
  };
}
