import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { SigningJwk } from '../../src/contracts/trust/signing.ts';
import type { RedisKeys } from '../../src/process/redis/redis-keys.ts';

const Fixture = z.object({
  madeWith: z.string(),
  signingKey: SigningJwk,
  command: z.object({ id: z.string(), data: z.object({ command: z.string() }) }),
  entries: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.record(z.string(), z.string())])),
});
export type PreviousRelease = z.infer<typeof Fixture>;

const SORTED_SETS = ['outbox', 'inflight', 'deadlines', 'dirty', 'redraw', 'notices'];

/** What release 0.1.0 left in Redis, written by its own code, and the key that sealed it. */
export function previousRelease(): PreviousRelease {
  const file = new URL('../fixtures/release-0.1.0.json', import.meta.url);
  return Fixture.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Puts it into a namespace. */
export async function restore({ entries }: PreviousRelease, redis: Redis, keys: RedisKeys): Promise<void> {
  for (const [name, value] of Object.entries(entries)) {
    const key = `${keys.prefix}:${name}`;
    if (typeof value === 'string') await redis.set(key, value);
    else if (!Array.isArray(value)) await redis.hset(key, value);
    else if (!SORTED_SETS.includes(name)) await redis.rpush(key, ...value);
    else for (let at = 0; at < value.length; at += 2) await redis.zadd(key, value[at + 1] ?? '', value[at] ?? '');
  }
}
