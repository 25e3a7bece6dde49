import { type Storm, storm } from './faults.ts';
import type { ChaosOptions } from './options.ts';
import { onboard, type Story } from './people.ts';
import { createRandom } from './random.ts';
import type { ChaosResult } from './report.ts';
import { seatsOf } from './seats.ts';
import { judge } from './verdict.ts';
import { startChaosWorld } from './world.ts';

/** A fault every so often, on the average. */
const FAULT_EVERY_MS = 2000;
/** Of the time: commands come in the first part, faults stop some time before the end. */
const ASKED_WITHIN = 0.55;
const STORM_ENDS = 0.75;
const AWAITED_MS = 10_000;

/** Onboards customers while everything breaks, then looks at what is left. */
export async function runChaos({ runs, seconds, seed }: ChaosOptions): Promise<ChaosResult> {
  await using world = await startChaosWorld();
  const random = createRandom(seed);
  const began = Date.now();
  const stories = seatsOf(runs).map((seat): Story => {
    return { customer: world.customer(seat.kind), asked: false, acknowledged: false, retries: 0, repeats: 0 };
  });
  const over = AbortSignal.timeout(seconds * 1000);
  const calm = AbortSignal.timeout(seconds * 1000 * STORM_ENDS);
  let heard = Promise.withResolvers<true>();
  const acknowledged = () => {
    heard.resolve(true);
    heard = Promise.withResolvers();
  };
  const context: Storm = {
    world,
    random,
    acknowledgement: () => Promise.race([heard.promise, afterwards(AWAITED_MS)]),
    struck: new Map(),
    recovered: [],
    watching: [],
  };
  const gap = (seconds * 1000 * ASKED_WITHIN) / runs;
  const told = stories.map(async (story, index) => {
    await afterwards(index * gap);
    await onboard(world, story, over, acknowledged);
  });
  await Promise.all([...told, storm(context, FAULT_EVERY_MS, calm)]);
  return {
    ...(await judge(world, stories)),
    runs,
    struck: context.struck,
    recovered: context.recovered,
    retries: stories.reduce((sum, story) => sum + story.retries, 0),
    repeats: stories.reduce((sum, story) => sum + story.repeats, 0),
    ended: world.crashes.filter((name) => !name.startsWith('redis')),
    seconds: Math.round((Date.now() - began) / 1000),
  };
}

async function afterwards(ms: number): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  setTimeout(resolve, ms, undefined).unref();
  return promise;
}
