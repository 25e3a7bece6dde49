import { publicSigningKey } from '../../src/contracts/trust/signing.ts';
import { RunnerRegistry } from '../../src/runs/fleet/runner-registry.ts';
import { checkAnswers } from './checks/answers.ts';
import { checkCards } from './checks/cards.ts';
import { checkEstate } from './checks/estate.ts';
import { checkGrants } from './checks/grants.ts';
import { checkJournal } from './checks/journal.ts';
import { checkAcknowledged } from './checks/people.ts';
import { leftOver } from './checks/quiet.ts';
import { FAULTS, type Rates } from './redis/faults.ts';
import { installVirtualNode, type Signatures } from './time/install.ts';
import type { Random } from './time/random.ts';
import { startBot } from './world/bot-process.ts';
import { startJobs } from './world/jobs-process.ts';
import { People } from './world/people.ts';
import { createMemory, recordOf, startRunner } from './world/runner-process.ts';
import { type Story, World } from './world/world.ts';

/** What one seed came to. */
export interface Outcome {
  readonly seed: string;
  /** Tells two runs of a seed apart: the same seed has the same trace. */
  readonly hash: string;
  readonly faults: number;
  readonly deaths: number;
  readonly runs: number;
  readonly executions: number;
  readonly virtualMs: number;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
}

const RUNNERS = ['mid1-elevated', 'mid1-connect', 'mid2-elevated', 'mid2-connect'];
const TENANTS = ['contoso', 'northwind', 'tailspin', 'wingtip'] as const;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** For how long a world has its troubles, in seconds of virtual time: at least and at most. */
export type Life = readonly [number, number];
const SHORT: Life = [200, 800];
/** Long enough that commands grow too old, names are forgotten and processes die again and again. */
export const LONG: Life = [1600, 2800];

/** Lets a world live through its troubles, then until everything is over, and looks at what it came to. */
export async function simulate(
  seed: string,
  signatures: Signatures,
  life: Life = SHORT,
  story: Story = 'onboarding',
): Promise<Outcome> {
  const world = new World(seed, signatures.isBusy, undefined, story);
  using _ = installVirtualNode(world.scheduler, world.random.fork('node'), signatures);
  using __ = noteRejections(world);
  const begin = world.now();
  await acceptRunners(world);
  for (const number of [1, 2]) world.run(`jobs ${number}`, (host) => startJobs(world, host));
  for (const number of [1, 2]) world.run(`bot ${number}`, (host) => startBot(world, host));
  for (const id of RUNNERS) {
    const memory = createMemory();
    world.run(`runner ${id}`, (host) => startRunner(world, host, id, memory));
  }
  const people = new People(world);
  const random = world.random.fork('story');
  for (const tenant of TENANTS) later(world, random, 20 * SECOND, () => people.ask(`onboard ${tenant}`));
  const end = world.now() + random.between(...life) * SECOND;
  crowd(world, people, random);
  for (let next = 0; world.now() < end; ) {
    await world.scheduler.step();
    if (world.now() < next) continue;
    next = world.now() + random.between(5, 40) * SECOND;
    world.rates = ratesOf(random);
    world.trouble = random.next() * 0.1;
  }

  world.rates = {};
  world.trouble = 0;
  people.mood = 'helpful';
  await untilQuiet(world, people);
  if (leftOver(world).length === 0) await look(world);
  else for (const each of leftOver(world)) world.violate(`not over: ${each}`);
  checkAll(world);
  return {
    seed,
    hash: world.hash(),
    faults: Object.values(world.faults).reduce((sum, count) => sum + count, 0),
    deaths: world.deaths,
    runs: world.commits.latest.size,
    executions: world.ledger.executions.length,
    virtualMs: world.now() - begin,
    violations: world.ledger.violations,
    trace: world.lines,
  };
}

async function acceptRunners(world: World): Promise<void> {
  const host = { name: 'set-up', alive: true, asleepUntil: 0 };
  const registry = new RunnerRegistry(
    world.redis(host),
    world.keys,
    [publicSigningKey(world.roleKeys.orchestrator)],
    world.logger,
  );
  const acceptedAt = new Date(world.now()).toISOString();
  let isDone = false;
  await world.scheduler.runIn(host, () => {
    Promise.all(RUNNERS.map((id) => registry.write(recordOf(id, acceptedAt), world.roleKeys.orchestrator))).then(
      () => (isDone = true),
      (error: unknown) => world.violate(String(error)),
    );
  });
  while (!isDone) await world.scheduler.step();
}

/** Calm, single mishaps, or a storm; each time of another kind. */
function ratesOf(random: Random): Rates {
  const all = random.pick([0.05, 0.2, 0.4, 0.6, 0.8]);
  const weights = FAULTS.map((fault) => {
    const rare = fault.startsWith('death') || fault === 'sleep';
    return [fault, random.next() ** 2 * (rare ? 0.02 : 1)] as const;
  });
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  return Object.fromEntries(weights.map(([fault, weight]) => [fault, (all * weight) / sum]));
}

/** People do something every few seconds. */
function crowd(world: World, people: People, random: Random): void {
  later(world, random, people.mood === 'free' ? 4 * SECOND : 6 * SECOND, () => {
    people.act(TENANTS);
    crowd(world, people, random);
  });
}

function later(world: World, random: Random, ms: number, act: () => void): void {
  world.scheduler.schedule(ms * random.next(), undefined, act);
}

async function untilQuiet(world: World, people: People): Promise<void> {
  const begin = world.now();
  for (let next = begin; world.now() < begin + 45 * MINUTE; ) {
    await world.scheduler.step();
    if (world.now() < next) continue;
    if (leftOver(world).length === 0) return;
    next = world.now() + SECOND;
    if (world.now() > begin + 10 * MINUTE) people.mood = 'ending';
  }
}

/** Looks at the cards with the eyes of a bot process. */
async function look(world: World): Promise<void> {
  const [first] = world.counters;
  if (!first) return world.violate('no bot process is ready');
  let isDone = false;
  await world.scheduler.runIn(first[0], () => {
    checkCards(world, first[1]).then(
      () => (isDone = true),
      (error: unknown) => world.violate(`the cards could not be looked at: ${error}`),
    );
  });
  for (let count = 0; !isDone && count < 100_000; count += 1) await world.scheduler.step();
}

function checkAll(world: World): void {
  for (const run of world.commits.latest.keys()) checkJournal(world, run);
  checkAcknowledged(world);
  checkAnswers(world);
  checkGrants(world);
  checkEstate(world);
}

/** A rejection that nobody handles ends a process of Node. */
function noteRejections(world: World): Disposable {
  const note = (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.violate(`a rejection was not handled: ${text}`);
  };
  process.on('unhandledRejection', note);
  return { [Symbol.dispose]: () => process.off('unhandledRejection', note) };
}
