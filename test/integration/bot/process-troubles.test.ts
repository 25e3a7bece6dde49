import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Condition, stops, warning } from '../../../src/process/readiness/condition.ts';
import { forgetGoneProcesses, stateProbe } from '../../../src/process/readiness/process-state.ts';
import { startReadiness } from '../../../src/process/readiness/readiness.ts';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import type { Message } from '../../support/connector.ts';
import { MIA } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

let world: BotWorld;
/** The moment at which jobs tells how it is. */
let jobsClock = Date.now();

beforeAll(async () => {
  world = await createBotWorld(inject('redisUrl'));
  await world.start();
});

afterAll(() => world[Symbol.asyncDispose]());

async function jobsSays(at: number, conditions: Condition[] = []): Promise<void> {
  jobsClock = at;
  const readiness = startReadiness(pino({ level: 'silent' }));
  const late = { says: 'late', advice: 'late' };
  for (const condition of conditions)
    readiness.probe({ name: 'application-certificate', everyMs: 60_000, late, ask: async () => condition });
  await until(() => readiness.conditions().every(({ says }) => !says.includes('not been looked at')) || undefined);
  const { redis, keys, records } = world;
  await stateProbe({ kind: 'jobs', redis, keys, records, readiness, now: () => jobsClock }).ask(
    new AbortController().signal,
  );
  readiness[Symbol.dispose]();
}

async function status(): Promise<string> {
  const before = world.connector.messages.length;
  await world.say(MIA, 'status');
  const message = await until(() =>
    world.connector.messages.slice(before).find((each) => wordsOf(each).includes('as of')),
  );
  return wordsOf(message).replaceAll(/\s+/g, ' ');
}

/** The card of the run that stands in the thread, as it is now. */
const isCard = (message: Message) => wordsOf(message).includes('Asked by');

describe('the card of a run', () => {
  it('says at once that nothing moves while jobs is away or cannot do its work, and not when it can', async () => {
    await world.say(MIA, 'onboard contoso');
    const card = await world.untilMessage(isCard);
    expect(wordsOf(card)).toContain('jobs has never been seen: nothing moves until it is started.');

    await jobsSays(Date.now(), [
      stops("The certificate of the bot's application ended on 1 Nov 2026.", 'Make a new one.'),
    ]);
    await world.work('contoso-1', ['check-tenant', 'register-application']);
    await until(() => wordsOf(card).includes('jobs: The certificate of the bot') || undefined);
    expect(wordsOf(card)).not.toContain('never been seen');

    await jobsSays(Date.now());
    await world.work('contoso-1');
    await until(() => !wordsOf(card).includes('jobs: ') || undefined);
    await world.say(MIA, 'cancel contoso-1');
    await until(async () => (await world.store.get('contoso-1'))?.state === 'cancelled' || undefined);
    await world.redis.del(world.keys.processes);
  });
});

describe('@exo status', () => {
  it('says that jobs was never seen', async () => {
    expect(await status()).toContain(
      'jobs has never been seen: nothing moves until it is started. Start jobs and read its log.',
    );
  });

  it('says since when jobs has not been seen', async () => {
    await jobsSays(Date.now() - 3_600_000);

    expect(await status()).toMatch(
      /jobs has not been seen since (yesterday )?\d\d:\d\d UTC: nothing moves until it is started\. Start jobs/,
    );
  });

  it('says what jobs is not well with, and nothing when it is well', async () => {
    await jobsSays(Date.now(), [
      warning("The certificate of the bot's application ends in 12 days.", 'Make a new one.'),
    ]);
    expect(await status()).toContain("jobs: The certificate of the bot's application ends in 12 days. Make a new one.");

    await jobsSays(Date.now());
    expect(await status()).not.toContain('jobs');
  });

  it('keeps nothing of machines that have been gone for a week', async () => {
    const { redis, keys, records } = world;
    await jobsSays(Date.now() - 8 * 24 * 3_600_000);
    await forgetGoneProcesses({ redis, keys, records }, Date.now());
    expect(await redis.hlen(keys.processes)).toBe(0);

    await jobsSays(Date.now() - 3_600_000);
    await forgetGoneProcesses({ redis, keys, records }, Date.now());
    expect(await redis.hlen(keys.processes)).toBe(1);
  });

  it('does not believe what somebody else wrote about jobs', async () => {
    await jobsSays(Date.now() - 3_600_000);
    const [field = ''] = await world.redis.hkeys(world.keys.processes);
    await world.redis.hset(world.keys.processes, field, '{"kind":"jobs","at":9999999999999}');

    expect(await status()).toContain('jobs has never been seen: nothing moves until it is started.');
  });
});
