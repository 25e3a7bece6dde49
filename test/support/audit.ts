import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { publicSigningKey, type SigningJwk } from '../../src/contracts/trust/signing.ts';
import { openAuditFile } from '../../src/jobs/audit/audit-file.ts';
import { createAuditIndex } from '../../src/jobs/audit/audit-index.ts';
import { startAuditLog } from '../../src/jobs/audit/audit-log.ts';
import { type AuditQueue, createAuditQueue } from '../../src/process/audit/queue.ts';
import type { RedisKeys } from '../../src/process/redis/redis-keys.ts';
import { RunStore } from '../../src/runs/store/store.ts';
import { makeStore } from './store.ts';

/** The audit log of a jobs process, with the store that knows it. */
export async function openAudit(
  world: { redis: Redis; keys: RedisKeys; signingKey: SigningJwk },
  path: string,
  change: (queue: AuditQueue) => AuditQueue = (queue) => queue,
) {
  const { redis, keys, signingKey } = world;
  const { records, quarantine } = makeStore(redis, keys, signingKey);
  const now = () => Date.now();
  const index = createAuditIndex();
  const log = await startAuditLog({
    file: await openAuditFile(path),
    path,
    index,
    queue: change(createAuditQueue(redis, keys, records)),
    heads: {
      read: (file) => redis.hget(keys.auditHead, file),
      write: async (file, jws) => void (await redis.hset(keys.auditHead, file, jws)),
    },
    records,
    signingKey,
    publicKeys: [publicSigningKey(signingKey)],
    logger: pino({ level: 'silent' }),
    echo: () => undefined,
    now,
  });
  return { log, index, quarantine, store: new RunStore({ redis, keys, records, heads: index, now }) };
}

export function linesOf(path: string): Record<string, unknown>[] {
  const texts = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return texts.map((text) => JSON.parse(text));
}
