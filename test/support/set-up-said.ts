import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { cardToText } from '../../demo/chat/card-text.ts';
import { holderNames } from '../../src/bot/access/people.ts';
import { runCard, statusCard } from '../../src/bot/cards/index.ts';
import { sayingOf } from '../../src/bot/teams/receive/fault.ts';
import { standstillOf, troublesOf } from '../../src/bot/views/process-troubles.ts';
import { createGraph } from '../../src/graph/client.ts';
import { createCredential } from '../../src/graph/sign-in/credential.ts';
import { loadJobsConfig } from '../../src/jobs/config.ts';
import { watchJobs } from '../../src/jobs/watch-readiness.ts';
import { ConfigurationError } from '../../src/process/errors.ts';
import type { NamedCondition } from '../../src/process/readiness/condition.ts';
import { type ProcessState, readProcessStates, stateProbe } from '../../src/process/readiness/process-state.ts';
import { isUnknown, startReadiness } from '../../src/process/readiness/readiness.ts';
import { connectRedis } from '../../src/process/redis/connection.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import type { Environment } from './broken-environment.ts';
import { driverAt, viewOf } from './runs.ts';
import { makeStore } from './store.ts';
import { statusOf } from './tenants.ts';
import { until } from './until.ts';

/** What is said of a set-up in which bot and jobs were started as it is. Undefined: nobody answers. */
export interface Said {
  readonly readyz: readonly NamedCondition[] | undefined;
  readonly status: string | undefined;
  readonly card: string | undefined;
}

/** What the first look at a Redis that cannot be reached comes to: the second knows why. */
const NO_WORD = 'Redis does not answer.';
const silent = pino({ level: 'silent' });

/** Starts what jobs watches, without the rest of it. @param admin sees what jobs wrote about itself, as the bot does */
export async function saidOfJobs(env: Environment, admin: Redis): Promise<Said> {
  const config = configOf(env);
  if (!config) return { readyz: undefined, ...chatOf([away()], ['Jon Berg']) };
  const keys = createRedisKeys(config.namespace);
  const redis = connectRedis(config.redisUrl, silent);
  // A process is more patient with a port that says nothing.
  redis.options.connectTimeout = 2000;
  using readiness = startReadiness(silent);
  try {
    const { records, quarantine } = makeStore(redis, keys, config.keys.seal);
    const { exo, credential, secretFiles } = config;
    const { graphUrl } = credential;
    const graph = createGraph({
      credential: (of) => createCredential(credential, of),
      ...(graphUrl ? { graphUrl } : {}),
    });
    const now = () => Date.now();
    watchJobs(readiness, { redis, keys, records, quarantine, graph, config: exo, credential, secretFiles, now });
    const isSettled = () => {
      const isOpen = (each: NamedCondition) => isUnknown(each) || each.says === NO_WORD;
      const conditions = readiness.conditions();
      const [redisNow] = conditions.filter(({ name, state }) => name === 'redis' && state !== 'ok');
      return (redisNow ? !isOpen(redisNow) : !conditions.some(isOpen)) || undefined;
    };
    await until(isSettled, undefined, 30_000);
    const readyz = troublesIn(readiness.conditions());
    const lost = readyz.filter(({ name }) => name === 'redis');
    if (lost.length > 0) return { readyz: lost, status: await saidWhenRefused(redis), card: undefined };
    await stateProbe({ kind: 'jobs', redis, keys, records, readiness, now }).ask(new AbortController().signal);
    const states = await readProcessStates({ keys, records: makeStore(admin, keys, config.keys.seal).records }, now());
    // The stand-in of an old Redis keeps nothing.
    const heard = states.length > 0 ? states : [stateOf('jobs', readyz)];
    return { readyz, ...chatOf(heard, holderNames(exo.roles.approver)) };
  } finally {
    redis.disconnect();
    await admin.del(keys.processes, keys.quarantine);
  }
}

/** A bot that was started before answers every command when Redis refuses what it writes; without Redis it cannot start. */
async function saidWhenRefused(redis: Redis): Promise<string | undefined> {
  if (redis.status !== 'ready') return undefined;
  return redis.set('{ops}:slot:check', '', 'PX', 1000).then(() => undefined, sayingOf);
}

/** Of a bot that does not start nobody hears; one that runs says itself what is not well. */
export function saidOfBot(troubles: readonly NamedCondition[]): Said {
  if (troubles.some(({ name }) => name === 'configuration'))
    return { readyz: undefined, status: undefined, card: undefined };
  return { readyz: troubles, ...chatOf([stateOf('bot', troubles), stateOf('jobs', [])], ['Jon Berg']) };
}

function stateOf(kind: ProcessState['kind'], conditions: readonly NamedCondition[]): ProcessState {
  const troubles = conditions.flatMap(({ state, ...about }) => (state === 'ok' ? [] : [{ state, ...about }]));
  return { kind, at: Date.now(), startedAt: 0, version: '', troubles };
}

function configOf(env: Environment) {
  try {
    return loadJobsConfig(env, Date.now());
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

function troublesIn(conditions: readonly NamedCondition[]): NamedCondition[] {
  return conditions.filter(({ state }) => state !== 'ok');
}

function away(): ProcessState {
  return { kind: 'jobs', at: Date.now() - 3_600_000, startedAt: 0, version: '', troubles: [] };
}

function chatOf(states: readonly ProcessState[], approvers: readonly string[]): Pick<Said, 'status' | 'card'> {
  const clock = { now: Date.now(), timeZone: 'UTC' };
  const standstill = standstillOf(states, clock);
  const driver = driverAt('approval');
  const status = statusCard(statusOf(0, { ...clock, troubles: troublesOf(states, clock), approvers }));
  const card = runCard(driver.run, viewOf(driver, { approvers, ...(standstill ? { standstill } : {}) }));
  return { status: cardToText(status), card: cardToText(card) };
}
