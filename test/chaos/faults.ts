import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';
import { cutOff, logLength, recoveries } from './recovery.ts';
import { cutPower, fillDisk, fillMemory, startRedisAgain } from './redis-faults.ts';
import type { ChaosWorld } from './world.ts';

/** What a storm knows and notes down. */
export interface Storm {
  readonly world: ChaosWorld;
  readonly random: Random;
  /** Resolves when the next approval was acknowledged; undefined when none comes soon. */
  acknowledgement(): Promise<true | undefined>;
  /** How often each kind of fault struck. */
  readonly struck: Map<string, number>;
  /** Milliseconds from the kill of a worker until a step that it was at runs again. */
  readonly recovered: number[];
  /** Looked at beside what goes on. */
  readonly watching: Promise<void>[];
}

interface Fault {
  readonly name: string;
  readonly weight: number;
  readonly strike: (storm: Storm) => Promise<void>;
}

/** Less than the minute that exo allows for: with more, a person is told. */
const LONGEST_WRONG_MS = 50_000;

export const FAULTS: readonly Fault[] = [
  { name: 'kill -9 of a runner', weight: 5, strike: (storm) => killWorker(storm, storm.random.of(runnersOf(storm))) },
  { name: 'kill -9 of jobs', weight: 4, strike: (storm) => killWorker(storm, 'jobs') },
  { name: 'kill -9 of the bot', weight: 4, strike: (storm) => kill(storm, 'bot') },
  { name: 'kill -9 of Redis', weight: 2, strike: killRedis },
  { name: 'power cut after an acknowledged approval', weight: 2, strike: cutPowerAfterApproval },
  { name: 'Redis out of memory', weight: 1, strike: ({ world, random }) => fillMemory(world, random) },
  { name: 'disk of Redis full', weight: 1, strike: ({ world, random }) => fillDisk(world, random) },
  { name: 'connection cut', weight: 6, strike: async ({ world, random }) => random.of(world.wires).cut() },
  { name: 'connection held up', weight: 4, strike: holdWire },
  { name: 'clock set', weight: 3, strike: setClock },
  { name: '429 storm of Graph', weight: 2, strike: throttleGraph },
  { name: 'answers of Graph lost', weight: 2, strike: loseAnswers },
  {
    name: '429 storm of Teams',
    weight: 2,
    strike: async ({ world, random }) => world.internet.throttle(random.whole(5, 30)),
  },
];

const runnersOf = ({ world }: Storm) => world.workers.filter((name) => name !== 'jobs');

/** Strikes again and again until told to stop, one fault after the other; then everything is in order again. */
export async function storm(context: Storm, everyMs: number, signal: AbortSignal): Promise<void> {
  const { world, random, struck } = context;
  while (!signal.aborted) {
    await pause(random.between(0.3, 1.7) * everyMs);
    const fault = random.weighted(FAULTS);
    struck.set(fault.name, (struck.get(fault.name) ?? 0) + 1);
    await fault.strike(context);
  }
  for (const wire of world.wires) wire.release();
  for (const name of ['bot', ...world.workers]) world.setClock(name, 0);
  world.entra.setFaults({ throttle: 0, cut: 0 });
  world.internet.throttle(0);
  await Promise.all(context.watching);
}

async function kill({ world, random }: Storm, name: string): Promise<void> {
  await world.supervisor.kill(name);
  await pause(random.between(0, 1500));
  await world.supervisor.startAgain(name);
}

async function killWorker(context: Storm, name: string): Promise<void> {
  const { world } = context;
  const from = logLength(world, name);
  const steps = cutOff(world, name);
  const killed = kill(context, name);
  context.watching.push(recoveries(world, name, steps, from).then((times) => void context.recovered.push(...times)));
  await killed;
}

async function killRedis({ world, random }: Storm): Promise<void> {
  await world.supervisor.kill('redis');
  await pause(random.between(0, 2000));
  await startRedisAgain(world);
}

async function cutPowerAfterApproval({ world, acknowledgement }: Storm): Promise<void> {
  if (await acknowledgement()) await cutPower(world);
}

async function holdWire({ world, random }: Storm): Promise<void> {
  const wire = random.of(world.wires);
  wire.hold();
  await pause(random.between(500, 8000));
  wire.release();
}

async function setClock({ world, random }: Storm): Promise<void> {
  const name = random.of(['bot', ...world.workers]);
  world.setClock(name, random.between(-LONGEST_WRONG_MS, LONGEST_WRONG_MS));
  await pause(random.between(1000, 6000));
  world.setClock(name, 0);
}

async function throttleGraph({ world, random }: Storm): Promise<void> {
  world.entra.setFaults({ throttle: random.whole(10, 60), retryAfterSeconds: random.whole(1, 3) });
}

async function loseAnswers({ world, random }: Storm): Promise<void> {
  world.entra.setFaults({ cut: random.whole(1, 4) });
}
