import type { Redis } from 'ioredis';
import { difference, readEngine } from '../../process/bullmq/engine-check.ts';
import { askRedis } from '../../process/checks/redis.ts';
import { messageOf } from '../../process/errors.ts';
import { type Condition, type NamedCondition, ok, stops, warning } from '../../process/readiness/condition.ts';
import { explainRedis } from '../../process/readiness/explain-redis.ts';
import { refusedWrite } from '../../process/readiness/refused-write.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';

/** What a runner needs of Redis. Its user may ask for little, so what Redis is like as a whole is the check of jobs. */
export async function checkRunnerRedis(url: string, keys: RedisKeys, runner: string): Promise<NamedCondition[]> {
  return askRedis(
    url,
    (error, at) => explainFor(runner, error, at),
    async (redis) => {
      const user = await userOf(redis, keys, runner);
      // Without rights the rest would say the same in other words.
      if (user.state === 'stops') return [{ name: 'redis-user', ...user }];
      return [
        { name: 'redis-user', ...user },
        { name: 'accepted', ...(await acceptedOf(redis, keys, runner)) },
        { name: 'jobs', ...(await jobsOf(redis, keys, runner)) },
      ];
    },
  );
}

const userAgain = (runner: string) =>
  `On the machine from which you administer Redis: npm run runner:acl -- ${runner} --password-file <file> --set`;

function explainFor(runner: string, error: unknown, url: string): Condition {
  if (messageOf(error).startsWith('NOPERM')) {
    return stops(`The Redis user of REDIS_URL lacks a right: ${messageOf(error)}.`, `${userAgain(runner)}.`);
  }
  const condition = explainRedis(error, url);
  if (!condition.advice?.includes('NODE_EXTRA_CA_CERTS')) return condition;
  const advice =
    "Run Install-Runner.ps1 again with -RedisCa and a PEM file of that CA's certificate, then restart the service.";
  return { ...condition, advice };
}

async function userOf(redis: Redis, keys: RedisKeys, runner: string): Promise<Condition> {
  try {
    // In the runner's own part, and gone by itself.
    await redis.set(`${keys.prefix}:${runner}:check`, '', 'PX', 1000);
  } catch (error) {
    if (!messageOf(error).startsWith('NOPERM')) return refusedWrite(error);
    return stops(
      `The Redis user of REDIS_URL is not the one of ${runner} in the namespace ${keys.prefix.slice(1, -1)}: ${messageOf(error)}.`,
      `Put the address of that user into redis-url.txt, or make it again. ${userAgain(runner)}, with the same EXO_NAMESPACE.`,
    );
  }
  const reachesOthers = await redis.get(keys.run('check')).then(
    () => true,
    () => false,
  );
  if (!reachesOthers) return ok(`The Redis user reaches the keys of ${runner} and no others.`);
  return warning(
    `The Redis user of ${runner} reaches keys of others: whoever takes this server over can disturb every runner.`,
    `Give it a user of its own. ${userAgain(runner)}.`,
  );
}

async function acceptedOf(redis: Redis, keys: RedisKeys, runner: string): Promise<Condition> {
  if ((await redis.exists(keys.enrolment(runner))) === 0) return ok(`${runner} does not wait to be accepted.`);
  return warning(
    `${runner} is enrolled and nobody has accepted it yet: it gets no work.`,
    'Let an approver say @exo runners, compare the fingerprint and accept it.',
  );
}

async function jobsOf(redis: Redis, keys: RedisKeys, runner: string): Promise<Condition> {
  const jobs = await readEngine(redis, keys.engine(runner));
  if (!jobs) {
    return warning(
      `jobs is not running, or does not know ${runner}: there is no work for it.`,
      `Start jobs; in its exo.config.yaml ${runner} must stand under serverGroups.`,
    );
  }
  const why = difference(jobs);
  return why ? stops(why, 'Bring the new bundle to this server and run its Install-Runner.ps1.') : ok('jobs is there.');
}
