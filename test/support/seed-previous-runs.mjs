import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { pino } from 'pino';

/**
 * Creates runs with the sources of the previous version and lets its workers "answer", up to the gate. What to do comes as JSON
 * on standard input; answers the ids. It is plain JavaScript because that version's types are not those of this one.
 */
const { folder, redisUrl, namespace, seal, requests, outputs } = await json(process.stdin);
const of = (path) => import(join(folder, 'src', path));
const { createKeys } = await of('process/keys.ts');
const { createQuarantine } = await of('process/quarantine.ts');
const { createRecordSeal } = await of('process/record-seal.ts');
const { createSealedRecords } = await of('process/sealed-records.ts');
const { RunStore } = await of('runs/store.ts');

const redis = new Redis(redisUrl);
const keys = createKeys(namespace);
const now = () => Date.now();
const quarantine = createQuarantine(redis, keys, pino({ level: 'silent' }), now);
const store = new RunStore({
  redis,
  keys,
  records: createSealedRecords(redis, createRecordSeal([seal]), quarantine),
  now,
});
const ids = [];
for (const request of requests) {
  const { id } = await store.create(request);
  for (;;) {
    const run = await store.get(id);
    const step = run.steps.find(({ state }) => state === 'queued');
    if (!step) break;
    const outcome = { status: 'done', output: outputs[step.name] };
    await store.apply(id, { type: 'step-finished', step: step.id, attempt: step.attempt, outcome });
  }
  ids.push(id);
}
redis.disconnect();
process.stdout.write(JSON.stringify(ids));
