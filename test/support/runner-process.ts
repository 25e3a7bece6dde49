import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicSigningKey } from '../../src/contracts/trust/signing.ts';
import { createRunnerHome } from '../../src/runners/identity/enrol.ts';
import { createTestSupervisor } from './built/supervisor.ts';
import { ELEVATED_ACCOUNT, MID_ACCOUNT, STAND_IN_POWERSHELL } from './mid-server.ts';
import { JON } from './run-request.ts';
import type { ServerGroup } from './server-group.ts';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Runners as processes of their own, as on a MID server: with their folder, their keys, and a slow PowerShell. */
export function createRunnerProcesses(group: ServerGroup, redisUrl: string, entraUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'exo-runners-'));
  const crashes: string[] = [];
  const supervisor = createTestSupervisor(folder, (name) => crashes.push(name));
  /** How often a runner began a step. */
  function beginnings(id: string, step: string): number {
    const lines = supervisor.logOf(id).split('\n');
    return lines.filter((each) => each.includes('"step started"') && each.includes(`"step":"${step}"`)).length;
  }
  return {
    beginnings,
    /** Processes that ended without being told to. */
    crashes,
    /** Enrols a runner, accepts it and starts it. */
    async start(server: string, capability: 'elevated' | 'connect'): Promise<void> {
      const { runners, signingKey, keys } = group.engine;
      const id = `${server}-${capability}`;
      const home = join(folder, id);
      const orchestratorKey = publicSigningKey(signingKey);
      const { keys: publicKeys } = await createRunnerHome(home, {
        id,
        server,
        capabilities: [capability],
        orchestratorKey,
      });
      const acceptedAt = new Date().toISOString();
      await runners.write(
        {
          v: 2,
          id,
          server,
          ...publicKeys,
          generation: (await runners.generation(id)) + 1,
          acceptedBy: JON,
          acceptedAt,
        },
        signingKey,
      );
      await supervisor.start({
        name: id,
        command: process.execPath,
        args: [join(ROOT, 'src', 'runners', 'main.ts')],
        env: {
          REDIS_URL: redisUrl,
          EXO_NAMESPACE: keys.prefix.slice(1, -1),
          EXO_RUNNER_HOME: home,
          EXO_POWERSHELL: STAND_IN_POWERSHELL,
          EXO_STANDIN_URL: entraUrl,
          EXO_STANDIN_SERVER: server,
          EXO_STANDIN_ACCOUNT: capability === 'elevated' ? ELEVATED_ACCOUNT : MID_ACCOUNT,
          EXO_STANDIN_STATE: group.mid(server).folder,
          EXO_STANDIN_DELAY_MS: '1500',
        },
        ready: /"runner is ready"/,
      });
    },
    /** Kills the runner with SIGKILL in the middle of this step, what it had started goes on; then starts it again. */
    async crashDuring(id: string, step: string): Promise<void> {
      await until(
        () => (beginnings(id, step) > 0 ? true : undefined),
        () => `${id} begins ${step}`,
        90_000,
      );
      await supervisor.kill(id);
      await supervisor.startAgain(id);
    },
    async [Symbol.asyncDispose]() {
      await supervisor.stopAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
