import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { ApprovalEvidence } from '../../contracts/approval/approval.ts';
import { CLOUD_QUEUE } from '../../contracts/job.ts';
import type { PublicJwk, Ring } from '../../contracts/trust/keys.ts';
import { type SigningJwk, signerOf } from '../../contracts/trust/signing.ts';
import type { Logger } from '../../process/log/logger.ts';
import { type AnySealKey, createRecordSeal } from '../../process/records/record-seal.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { RunnerRegistry } from '../../runs/fleet/runner-registry.ts';
import { ONBOARDED } from '../../runs/records/rows.ts';
import { RUN } from '../../runs/records/run.ts';
import type { Run } from '../../runs/run.ts';
import { announce } from './announce.ts';
import { reseal } from './reseal.ts';
import { resignRunners } from './resign.ts';

/** What one turn of a change of keys did, and what still needs the previous key: one sentence each. */
export interface RotationReport {
  readonly done: readonly string[];
  readonly left: readonly string[];
}

export interface Rotation {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly logger: Logger;
  /** Until when the previous keys are accepted, and now: milliseconds since 1970. */
  readonly until: number;
  readonly now: number;
}

/** Most jobs of one queue that are looked at. */
const MOST_JOBS = 1000;

export async function rotateSeal({ redis, keys }: Rotation, ring: Ring<AnySealKey>): Promise<RotationReport> {
  const [, previous] = ring;
  if (!previous) return { done: [], left: [] };
  const { done, left } = await reseal(redis, keys, createRecordSeal(ring), previous);
  return {
    done: [`${count(done, 'record')} sealed again.`],
    left: [...left].map(([place, number]) => `${count(number, 'record')} in ${place} under the previous key.`),
  };
}

export async function rotateOrchestrator(
  { redis, keys, logger, until, now }: Rotation,
  ring: Ring<SigningJwk>,
  accepted: Ring<PublicJwk>,
  records: SealedRecords,
): Promise<RotationReport> {
  const [present, previous] = ring;
  if (!previous) return { done: [], left: [] };
  const signed = await resignRunners(redis, keys, present, accepted);
  const runners = new RunnerRegistry(redis, keys, accepted, logger);
  const behind = await announce({ redis, keys, runners, present: accepted[0], previous, until, now });
  const queues = [CLOUD_QUEUE, ...(await runners.all()).keys()];
  const waiting = await inTurn(queues, async (name) => ({
    name,
    number: await openJobs(redis, keys, name, ({ jws }) => signerOf(String(jws)) !== present.kid),
  }));
  const isOld = ({ steps }: Run) => steps.some(({ voucher }) => voucher && signerOf(voucher) !== present.kid);
  const runs = await openRuns({ redis, keys }, records, isOld);
  return {
    done: [
      `${count(signed.done, 'record')} of runners signed again.`,
      `${count(behind.length, 'runner')} told of the new key.`,
    ],
    left: [
      ...behind.map((id) => `The runner ${id} does not follow yet.`),
      ...signed.left.map((id) => `The record of the runner ${id} is not accepted: remove it (@exo runner remove).`),
      ...waiting
        .filter(({ number }) => number > 0)
        .map(({ name, number }) => `${count(number, 'job')} in the queue ${name} under the previous key.`),
      ...runs.map((id) => `The run ${id} has answers under the previous key: let it end, or cancel it.`),
    ],
  };
}

/** Nothing is written again: what the bot signed stays good while its previous key is accepted, and is then asked again. */
export async function rotateBot(
  { redis, keys, until }: Rotation,
  ring: Ring<PublicJwk>,
  records: SealedRecords,
): Promise<RotationReport> {
  const [present] = ring;
  const isOld = (evidence: ApprovalEvidence | null | undefined) =>
    Boolean(evidence?.statement && signerOf(evidence.statement) !== present.kid);
  const requests = (await redis.lrange(keys.requests, 0, MOST_JOBS)).filter((each) => signerOf(each) !== present.kid);
  const tenants = [...(await records.openAll(ONBOARDED, 'onboarded', keys.onboarded)).values()];
  const later = tenants.filter(({ evidence }) => isOld(evidence)).length;
  const runs = await openRuns({ redis, keys }, records, ({ gate }) => isOld(gate?.evidence));
  const date = new Date(until).toISOString().slice(0, 10);
  return {
    done: [
      `${count(later, 'tenant')} with an approval under the previous key: after ${date} the next renewal is asked.`,
    ],
    left: [
      ...runs.map((id) => `The approval of the run ${id} is signed with the previous key.`),
      ...(requests.length > 0 ? [`${count(requests.length, 'request')} about runners under the previous key.`] : []),
    ],
  };
}

async function openRuns(
  { redis, keys }: Pick<Rotation, 'redis' | 'keys'>,
  records: SealedRecords,
  wanted: (run: Run) => boolean,
): Promise<string[]> {
  const found = await inTurn(await redis.zrange(keys.underWay, '0', '-1'), async (id) => {
    const doc = await redis.hget(keys.run(id), 'doc');
    const run = doc ? await records.open(RUN, `run ${id}`, doc) : undefined;
    return run?.ok && wanted(run.value) ? [id] : [];
  });
  return found.flat();
}

async function openJobs(
  redis: Redis,
  keys: RedisKeys,
  name: string,
  wanted: (data: Record<string, unknown>) => boolean,
): Promise<number> {
  const queue = new Queue<Record<string, unknown>>(name, { connection: redis, prefix: keys.prefix });
  try {
    const jobs = await queue.getJobs(['waiting', 'delayed', 'active', 'prioritized'], 0, MOST_JOBS);
    return jobs.filter((job) => job !== undefined && wanted(job.data)).length;
  } finally {
    await queue.close();
  }
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
