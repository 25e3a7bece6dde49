import type { Redis } from 'ioredis';
import { type ServerReport, verifyServerReport } from '../../contracts/fleet/server-report.ts';
import { readOrNone } from '../../process/redis/foreign-type.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { AcceptedRunner } from './runner-registry.ts';

/** Some thousand certificates, each with a handful of accounts. */
const MOST_BYTES = 4_000_000;

/** The last report of each runner, with its own signature. Whoever writes another text into Redis reports nothing. */
export async function readServerReports(
  redis: Redis,
  redisKeys: RedisKeys,
  runners: ReadonlyMap<string, AcceptedRunner>,
): Promise<Map<string, ServerReport>> {
  if (runners.size === 0) return new Map();
  const texts = await Promise.all(
    // One byte more than it may have: then it is too long, whatever stands behind it.
    [...runners.keys()].map((id) => readOrNone(() => redis.getrange(redisKeys.serverReport(id), 0, MOST_BYTES), '')),
  );
  const reports = new Map<string, ServerReport>();
  for (const [index, [id, { signKey }]] of [...runners].entries()) {
    const text = texts[index] ?? '';
    const report =
      text !== '' && Buffer.byteLength(text) <= MOST_BYTES
        ? await verifyServerReport(text, id, signKey).catch(() => undefined)
        : undefined;
    if (report) reports.set(id, report);
  }
  return reports;
}
