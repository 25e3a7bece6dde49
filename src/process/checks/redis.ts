import { Redis } from 'ioredis';
import { type Condition, type NamedCondition, ok, stops, warning } from '../readiness/condition.ts';
import { explainRedis } from '../readiness/explain-redis.ts';
import { redisSettings } from '../readiness/redis-settings.ts';
import { refusedWrite } from '../readiness/refused-write.ts';
import { KEY_SPACE } from '../redis/key-space.ts';
import type { RedisKeys } from '../redis/redis-keys.ts';

const CONNECT_MS = 5000;

/** Everything about Redis that a process relies on, asked once on a connection of its own. */
export async function checkRedis(url: string, keys: RedisKeys): Promise<NamedCondition[]> {
  return askRedis(url, explainRedis, async (redis) => {
    const settings = redisSettings(await redis.info());
    return [...settings, { name: 'redis-user', ...(await userOf(redis, keys)) }];
  });
}

/**
 * What Redis answers within seconds, on a connection of its own.
 * @param explain what an error means @param ask what follows once it answers
 */
export async function askRedis(
  url: string,
  explain: (error: unknown, url: string) => Condition,
  ask: (redis: Redis) => Promise<NamedCondition[]>,
): Promise<NamedCondition[]> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    disableClientInfo: true,
  });
  let reason: unknown;
  redis.on('error', (error) => {
    reason = error;
  });
  try {
    await redis.connect();
    // A Redis that lets nobody in is connected all the same.
    await redis.ping();
    return [{ name: 'redis', ...ok(`Redis answers at ${new URL(url).host}.`) }, ...(await ask(redis))];
  } catch (error) {
    return [{ name: 'redis', ...explain(reason ?? error, url) }];
  } finally {
    redis.disconnect();
  }
}

/** Keys that bot and jobs both need and this user may not even look at. */
async function closedKeys(redis: Redis, keys: RedisKeys): Promise<string[]> {
  const needed = Object.entries(KEY_SPACE).flatMap(([first, access]) =>
    access === 'all' || access === 'read' ? [`${keys.prefix}:${first}`] : [],
  );
  const answers = await Promise.allSettled(needed.map((key) => redis.exists(key)));
  return needed.filter((_, index) => answers[index]?.status === 'rejected');
}

/** A user that may do more than its part is a wider door for whoever takes this process over. */
async function userOf(redis: Redis, keys: RedisKeys): Promise<Condition> {
  const user = String(await redis.call('ACL', 'WHOAMI').catch(() => '')) || 'unknown';
  // A key that both processes may write, and that is gone by itself: a check leaves nothing behind.
  const probe = `${keys.prefix}:slot:check`;
  try {
    await redis.set(probe, '', 'PX', 1000);
  } catch (error) {
    return refusedWrite(error);
  }
  const closed = await closedKeys(redis, keys);
  if (closed.length > 0) {
    return stops(
      `The Redis user${user === 'unknown' ? '' : ` ${user}`} may not reach ${closed.join(', ')}: it has the rights of an earlier version.`,
      'Make the Redis users again (docs/upgrade.md, "What an upgrade asks of you").',
    );
  }
  const foreign = await redis.get('exo-check-of-another-namespace').then(
    () => true,
    () => false,
  );
  if (!foreign) return ok('The Redis user reaches the keys of this installation and no others.');
  return warning(
    `The Redis user${user === 'unknown' ? '' : ` ${user}`} reaches every key in this Redis.`,
    'Give this process a user of its own: "npm run make-secrets" writes the lines (docs/go-live.md, step 5).',
  );
}
