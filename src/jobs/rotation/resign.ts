import type { Redis } from 'ioredis';
import { signRunnerRecord, verifyRunnerRecord } from '../../contracts/fleet/runner-record.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { type SigningJwk, signerOf } from '../../contracts/trust/signing.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';

/** KEYS runners · ARGV id, old, new */
const REPLACE = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
`;

/** Signs the records of runners, removed ones too, again under the present key. @returns how many, and whose are left */
export async function resignRunners(
  redis: Redis,
  keys: RedisKeys,
  present: SigningJwk,
  accepted: readonly PublicJwk[],
): Promise<{ done: number; left: string[] }> {
  const left: string[] = [];
  let done = 0;
  for (const [id, old] of Object.entries(await redis.hgetall(keys.runners))) {
    if (signerOf(old) === present.kid) continue;
    try {
      const next = await signRunnerRecord(await verifyRunnerRecord(old, accepted), present);
      if ((await redis.eval(REPLACE, 1, keys.runners, id, old, next)) === 1) done += 1;
    } catch {
      // Nobody believes it; it is no reason to leave the others.
      left.push(id);
    }
  }
  return { done, left };
}
