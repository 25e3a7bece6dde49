import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessPlan } from '../../demo/system/supervisor.ts';
import { BOT_SECRET, startWorld } from '../attacks/world/world.ts';
import { findSecrets } from './find-secrets.ts';
import { readRedis } from './redis-spy.ts';
import { runToEnd } from './start-product.ts';
import { until } from './until.ts';

const RUNNERS = ['mid3-elevated', 'mid4-elevated'];
/** Our processes that run all the time. */
export const OURS = ['bot', 'jobs', ...RUNNERS];
/** A password or secret that nobody accepts. */
export const WRONG = `planted-wrong-${randomBytes(12).toString('hex')}`;

/** exo as it runs, with everything logged that can be; each of its secrets is known, and everything that is written. */
export async function startPlantedWorld() {
  const env = { LOG_LEVEL: 'trace', EXO_POWERSHELL: join(import.meta.dirname, 'telling-powershell.mjs') };
  const world = await startWorld({ runners: [], env });
  await Promise.all(RUNNERS.map((runner) => world.supervisor.start(world.plans.runner(runner))));
  const planted = plant(world);
  const written: string[] = [];
  const started = [...OURS, 'redis'];
  const logOf = (name: string) => world.supervisor.logOf(name);

  /** Everything that any process wrote, what stands in Redis, and what was said in chat, by where it stands. */
  async function everything(): Promise<Map<string, string>> {
    const places = new Map(started.map((name) => [`log of ${name}`, logOf(name)]));
    places.set('output of processes that ended', written.join('\n'));
    places.set('Redis', (await readRedis(world.admin, world.keys.prefix)).join('\n'));
    places.set('chat', world.internet.messages.map((each) => JSON.stringify(each)).join('\n'));
    return places;
  }

  return {
    ...world,
    /** Value by name. */
    planted,
    everything,
    leaks: async () => findSecrets(planted, await everything()),
    logOf,
    async start(plan: ProcessPlan, changes: Partial<ProcessPlan> = {}): Promise<void> {
      started.push(changes.name ?? plan.name);
      await world.supervisor.start({ ...plan, ...changes });
    },
    /** Runs one of our processes that is to end by itself. @returns its exit code */
    async runToEnd(script: string, variables: Readonly<Record<string, string>>, input = ''): Promise<number> {
      const { code, out, err } = await runToEnd(script, variables, input);
      written.push(`${script} wrote:\n${out}${err}`);
      return code;
    },
    /** @param from how much of the log does not count */
    untilLogged: (name: string, text: string, from = 0) =>
      until(
        () => logOf(name).slice(from).includes(text) || undefined,
        () => `"${text}" in the log of ${name}: ${logOf(name).slice(-500)}`,
        60_000,
      ),
    /** Waits until a step of a run has failed. @param step any unless given */
    async untilError(id: string, step?: string, attempt = 1): Promise<void> {
      await world.runs.untilRun(
        id,
        ({ steps }) => steps.some((each) => (step ?? each.id) === each.id && each.attempt >= attempt && each.error),
        60_000,
      );
    },
    /** Plants what the stand-ins of PowerShell gave out and were given so far. */
    plantCertificates(...servers: string[]): void {
      for (const server of servers) {
        const lines = readFileSync(join(world.serverFolder(server), 'secrets.jsonl'), 'utf8')
          .trim()
          .split('\n');
        for (const [at, line] of lines.entries()) {
          const { pfx, password } = JSON.parse(line);
          // A piece of the key: the certificate in it is public.
          planted.set(`PFX ${at} of ${server}`, pfx.slice(-600, -560));
          planted.set(`password of PFX ${at} of ${server}`, password);
        }
      }
    },
  };
}
export type PlantedWorld = Awaited<ReturnType<typeof startPlantedWorld>>;

function plant({ users, roleKeys, microsoft, runners }: Awaited<ReturnType<typeof startWorld>>): Map<string, string> {
  const planted = new Map([
    ['a wrong password or secret', WRONG],
    ['bot password', BOT_SECRET],
    ['orchestrator key', roleKeys.orchestrator.d],
    ['bot key', roleKeys.bot.d],
    ['seal key', roleKeys.seal.k],
    ['key of the certificate', lineOfKey(readFileSync(microsoft.clientCertificatePath, 'utf8'))],
  ]);
  for (const [user, password] of users.passwords) planted.set(`Redis password of ${user}`, password);
  for (const { id, home } of runners) {
    const keys = JSON.parse(readFileSync(join(home, 'keys.json'), 'utf8'));
    planted.set(`signing key of ${id}`, keys.sign.d);
    planted.set(`sealing key of ${id}`, keys.seal.d);
  }
  return planted;
}

/** A line from the middle of the private key in a PEM text. */
function lineOfKey(pem: string): string {
  const line = /-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]+)/.exec(pem)?.[1]?.trim().split('\n')[5];
  if (!line) throw new Error('There is no private key in the file.');
  return line;
}
