import type { Redis } from 'ioredis';
import { signAnnouncement } from '../../contracts/fleet/announcement.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { RunnerRegistry } from '../../runs/fleet/runner-registry.ts';

/**
 * Tells every runner that does not follow yet of the orchestrator's present key, under the previous one.
 * @param until milliseconds since 1970: how long the previous key is believed
 * @returns ids of the runners that do not follow yet
 */
export async function announce(options: {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly runners: RunnerRegistry;
  readonly present: PublicJwk;
  readonly previous: SigningJwk;
  readonly until: number;
  readonly now: number;
}): Promise<string[]> {
  const { redis, keys, runners, present, previous, until, now } = options;
  const behind = await behindOf(runners, present);
  for (const runner of behind) {
    const statement = await signAnnouncement(
      {
        v: 1,
        iss: 'orchestrator',
        runner,
        key: present,
        generation: Math.floor(now / 1000),
        notBefore: new Date(now).toISOString(),
        previousUntil: new Date(until).toISOString(),
      },
      previous,
    );
    await redis.set(keys.announcement(runner), statement);
  }
  return behind;
}

/** Accepted runners that have not said that they believe this key. */
export async function behindOf(runners: RunnerRegistry, present: PublicJwk): Promise<string[]> {
  const ids = [...(await runners.all()).keys()].sort();
  const beats = await runners.heartbeats(ids);
  return ids.filter((id) => beats.get(id)?.orchestratorKey !== present.kid);
}
