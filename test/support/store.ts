import type { Redis } from 'ioredis';
import { type Logger, pino } from 'pino';
import type { Ring } from '../../src/contracts/keys.ts';
import { createQuarantine } from '../../src/process/quarantine.ts';
import { type AnySealKey, createRecordSeal } from '../../src/process/record-seal.ts';
import type { RedisKeys } from '../../src/process/redis-keys.ts';
import { createSealedRecords } from '../../src/process/sealed-records.ts';
import { RunStore } from '../../src/runs/store.ts';

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
