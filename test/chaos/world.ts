import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessPlan } from '../../demo/system/supervisor.ts';
import { createChat } from '../attacks/world/chat.ts';
import { createRuns } from '../attacks/world/runs.ts';
import { startWorld } from '../attacks/world/world.ts';
import { SERVERS } from './seats.ts';
import { createWire, type Wire } from './wire.ts';

const PRELOAD = join(import.meta.dirname, 'preload.cjs');

/**
 * exo as it runs, with a wire between each pair of parts and a clock of its own for each process: Redis with bot, jobs and
 * every runner; Graph with jobs; Teams with the bot, in both directions; Exchange with PowerShell.
 */
export async function startChaosWorld() {
  const resources = new AsyncDisposableStack();
  const world = resources.use(await startWorld({ runners: [], disk: tmpdir() }));
  // The users of Redis must be there again after it was killed.
  await world.admin.call('ACL', 'SAVE');
  const wires: Wire[] = [];
  const wire = async (name: string, port: number): Promise<number> => {
    const made = resources.use(await createWire(name, port));
    wires.push(made);
    return made.port;
  };
  const graph = await wire('jobs and Graph', world.entra.port);
  const exchange = await wire('PowerShell and Exchange', Number(new URL(world.entra.adminUrl).port));
  const teams = await wire('bot and Teams', world.internet.port);
  const own: Readonly<Record<string, Record<string, string>>> = {
    bot: { EXO_TEST_INTERNET: String(teams) },
    // By its own address, so that links in its answers lead over the wire too.
    jobs: { EXO_CHAOS_WIRE: `${world.entra.port}:${graph}` },
  };

  /** The plan of a process of ours that reaches the others over wires, with a clock that can be set. */
  async function rewire(plan: ProcessPlan): Promise<ProcessPlan> {
    const redis = new URL(plan.env['REDIS_URL'] ?? '');
    redis.port = String(await wire(`${plan.name} and Redis`, Number(redis.port)));
    const clock = clockOf(plan.name);
    writeFileSync(clock, '0');
    const options = [plan.env['NODE_OPTIONS'], `--require ${PRELOAD}`].filter(Boolean).join(' ');
    const runner = plan.env['EXO_STANDIN_URL'] ? { EXO_STANDIN_URL: `http://127.0.0.1:${exchange}` } : {};
    const env = { ...own[plan.name], ...runner, REDIS_URL: redis.href, EXO_CHAOS_CLOCK: clock, NODE_OPTIONS: options };
    return { ...plan, env: { ...plan.env, ...env } };
  }
  const clockOf = (name: string) => join(world.folder, `${name}.clock`);

  await Promise.all(['bot', 'jobs'].map((name) => world.supervisor.stop(name)));
  const servers = Object.values(SERVERS).flat();
  const runners = world.runners.filter(({ server }) => servers.includes(server)).map(({ id }) => id);
  const plans = [world.plans.jobs, world.plans.bot, ...runners.map(world.plans.runner)];
  await Promise.all(plans.map(async (plan) => world.supervisor.start(await rewire(plan))));
  const address = `http://127.0.0.1:${await wire('Teams and bot', Number(new URL(world.address).port))}`;
  const chat = createChat({ ...world, address });
  const state = (id: string) => {
    const tenant = world.entra.state.tenants.find((each) => each.id === id);
    if (!tenant) throw new Error(`The stand-in of Entra has no tenant ${id}.`);
    return tenant;
  };

  return {
    ...world,
    chat,
    runs: createRuns({ ...world, chat, state }),
    state,
    wires,
    /** Processes of ours that do the steps. */
    workers: ['jobs', ...runners],
    /** Makes the clock of a process wrong by these milliseconds. */
    setClock(name: string, wrongByMs: number): void {
      writeFileSync(clockOf(name), String(Math.round(wrongByMs)));
      const pid = world.supervisor.pidOf(name);
      if (pid !== undefined) process.kill(pid, 'SIGUSR2');
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
export type ChaosWorld = Awaited<ReturnType<typeof startChaosWorld>>;
