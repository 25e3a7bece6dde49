import { dirname, join } from 'node:path';
import { BOOTSTRAP_CLIENT_ID, HOME_TENANT_ID } from '../standins/entra/demo-state.ts';
import type { DemoKeys, DemoRunner } from './enrol.ts';
import type { EntraPlan } from './entra.ts';
import { NO_USERS, type RedisUsers } from './redis-users.ts';
import type { ProcessPlan } from './supervisor.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const POWERSHELL = join(ROOT, 'demo', 'standins', 'powershell', 'powershell.ts');

export interface Wiring {
  /** An administrator's address of Redis; each process gets its own user's. */
  readonly redisUrl: string;
  readonly redisUsers?: RedisUsers;
  readonly namespace: string;
  readonly configFile: string;
  readonly keyFiles: DemoKeys['files'];
  readonly entra: EntraPlan;
  readonly tracesUrl?: string | undefined;
}

function common(
  { redisUrl, redisUsers = NO_USERS, namespace, tracesUrl }: Wiring,
  process: string,
): Record<string, string> {
  return {
    REDIS_URL: redisUsers.addressOf(process, redisUrl),
    EXO_NAMESPACE: namespace,
    LOG_LEVEL: 'info',
    ...(tracesUrl ? { EXO_TRACES_URL: tracesUrl } : {}),
  };
}

/** The bot's own application in Entra, and where Entra and Graph are: what stands in for Microsoft. */
function microsoft({ entra }: Wiring): Record<string, string> {
  return {
    AZURE_CLIENT_ID: BOOTSTRAP_CLIENT_ID,
    AZURE_TENANT_ID: HOME_TENANT_ID,
    AZURE_CLIENT_CERTIFICATE_PATH: entra.clientCertificatePath,
    AZURE_AUTHORITY_HOST: entra.url,
    EXO_GRAPH_URL: entra.url,
    NODE_EXTRA_CA_CERTS: entra.caPath,
  };
}

function node(name: string, main: string, env: Record<string, string>, ready: RegExp): ProcessPlan {
  return { name, command: process.execPath, args: [join(ROOT, main)], env, ready, cwd: ROOT };
}

/** @param approvalPort of the page on which approvers sign in; 0: any */
export function planJobs(wiring: Wiring, approvalPort = 0): ProcessPlan {
  const env = {
    ...common(wiring, 'jobs'),
    ...microsoft(wiring),
    EXO_CONFIG: wiring.configFile,
    ...wiring.keyFiles.jobs,
    EXO_APPROVAL_PORT: String(approvalPort),
    EXO_AUDIT_FILE: join(dirname(wiring.configFile), 'audit.jsonl'),
  };
  return node('jobs', 'src/jobs/main.ts', env, /"jobs is ready"/);
}

/** The bot gets no credential for Graph: its roles name persons, no groups. */
export function planBot(wiring: Wiring, port: number): ProcessPlan {
  const env = {
    ...common(wiring, 'bot'),
    EXO_CONFIG: wiring.configFile,
    ...wiring.keyFiles.bot,
    EXO_BOT_AUTH: 'off',
    PORT: String(port),
    AZURE_AUTHORITY_HOST: wiring.entra.url,
    NODE_EXTRA_CA_CERTS: wiring.entra.caPath,
  };
  return node('bot', 'src/bot/main.ts', env, /"bot is ready"/);
}

/** A runner on a MID server whose PowerShell is a stand-in. @param state folder of the server: stores, module, services */
export function planRunner(wiring: Wiring, runner: DemoRunner, state: string): ProcessPlan {
  const env = {
    ...common(wiring, runner.id),
    EXO_RUNNER_HOME: runner.home,
    EXO_POWERSHELL: POWERSHELL,
    EXO_STANDIN_URL: wiring.entra.door.address,
    EXO_STANDIN_SERVER: runner.server,
    EXO_STANDIN_ACCOUNT: runner.account,
    EXO_STANDIN_STATE: state,
  };
  return node(runner.id, 'src/runners/main.ts', env, /"runner is ready"/);
}
