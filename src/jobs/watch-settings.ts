import type { Redis } from 'ioredis';
import type { SecretFile } from '../process/checks/files.ts';
import { watchSecretFiles } from '../process/checks/watch-secret-files.ts';
import type { ExoConfig } from '../process/config/exo-config.ts';
import { type Condition, notYet, ok, stops, warning } from '../process/readiness/condition.ts';
import type { Readiness } from '../process/readiness/readiness.ts';
import { redisSettings } from '../process/readiness/redis-settings.ts';
import { within } from '../process/time/within.ts';

const EVERY_MS = 45_000;
const AGAIN_MS = 10_000;
const PATIENCE_MS = 3000;
const NO_WORD = ok('Redis has not said it yet.');

export interface Settings {
  readonly redis: Redis;
  readonly config: ExoConfig;
  readonly secretFiles: readonly SecretFile[];
}

/** Watches what is dangerous and has stopped nothing so far: how Redis is set, who reads our files, what the configuration lacks. */
export function watchSettings(readiness: Readiness, { redis, config, secretFiles }: Settings): void {
  watchRedis(readiness, redis);
  watchSecretFiles(readiness, secretFiles);
  watch(readiness, 'approvers', async () => approversOf(config));
  watch(readiness, 'public-url', async () => publicUrlOf(config));
}

/** Whether Redis answers at all is asked elsewhere: while it does not, what it said before counts. */
function watchRedis(readiness: Readiness, redis: Redis): void {
  for (const { name } of redisSettings('')) {
    let latest: Condition = NO_WORD;
    watch(readiness, name, async () => {
      const info = await within(PATIENCE_MS, redis.info(), () => undefined).catch(() => undefined);
      const found = info === undefined ? undefined : redisSettings(info).find((each) => each.name === name);
      latest = found ?? latest;
      return latest;
    });
  }
}

function watch(readiness: Readiness, name: string, ask: () => Promise<Condition>): void {
  readiness.probe({
    name,
    everyMs: EVERY_MS,
    againMs: AGAIN_MS,
    late: { says: `${name} could not be looked at.`, advice: 'Look at the log of this process.' },
    ask: async () => notYet(await ask()),
  });
}

export function approversOf({ roles }: ExoConfig): Condition {
  if (roles.approver.length > 0) return ok('There are people who may approve.');
  return stops('Nobody may approve: no run can finish.', 'Name approvers under roles in exo.config.yaml.');
}

export function publicUrlOf({ publicUrl, defaults, tenants }: ExoConfig): Condition {
  const link = defaults.mode === 'link' || Object.values(tenants).some(({ mode }) => mode === 'link');
  if (publicUrl || !link) return ok(publicUrl ? `Customers come to ${publicUrl}.` : 'No tenant uses link mode.');
  return warning(
    'Link mode can be used, but publicUrl is not set: customers cannot come back from the consent page.',
    "Set publicUrl in exo.config.yaml to the bot's https address, or use mode full.",
  );
}
