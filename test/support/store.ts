import type { Redis } from 'ioredis';
import { type Logger, pino } from 'pino';
import type { Ring } from '../../src/contracts/trust/keys.ts';
import { createQuarantine } from '../../src/process/records/quarantine.ts';
import { type AnySealKey, createRecordSeal } from '../../src/process/records/record-seal.ts';
import { createSealedRecords } from '../../src/process/records/sealed-records.ts';
import type { RedisKeys } from '../../src/process/redis/redis-keys.ts';
import { RunStore } from '../../src/runs/store/store.ts';

/** The runs of a namespace, as every process of the product reads them. */
export function makeStore(
  redis: Redis,
  keys: RedisKeys,
  sealKey: AnySealKey | Ring<AnySealKey>,
  { now = () => Date.now(), logger = pino({ level: 'silent' }) }: { now?: () => number; logger?: Logger } = {},
) {
  const seal = createRecordSeal('kid' in sealKey ? [sealKey] : sealKey);
  const quarantine = createQuarantine(redis, keys, logger, now);
  const records = createSealedRecords(redis, seal, quarantine);
  return { seal, quarantine, records, store: new RunStore({ redis, keys, records, now }) };
}
