import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import { startWorker } from '../../process/bullmq/start-worker.ts';
import { messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { channelKey } from '../chat/chat.ts';
import { ChatError } from '../chat/chat-error.ts';
import { COMMAND, type CommandRecord } from './command-record.ts';
import { INTAKE_QUEUE, type IntakeJob } from './intake.ts';
import { createRecent, type Recent } from './recent.ts';
import { createShares, type Shares } from './shares.ts';
import { type CommandRunner, GivenUp } from './taken-command.ts';

const CONCURRENCY = 20;
const MOST_IN_CHANNEL = 5;
/** From this attempt on a failure is told. */
const TOLD_FROM = 5;
/** When a command is carried out again that Teams did not take the answer to. */
const AGAIN_MS = 3000;
/** Nobody waits for an answer any more, not even for the one that nothing was done. */
const GIVE_UP_MS = 3_600_000;
/**
 * BullMQ gives a command up without a word whose process stood still or died so often. What kills its process each time is
 * not carried out any more when it is too old, and that is told.
 */
const MOST_STALLS = 1000;
/** A command that could not be carried out for this long is asked for again: its moment may have passed. */
const MAX_AGE_MS = 15 * 60_000;
/** After going back a command of the newer version waits for it, and is looked at again this often. */
const NEWER_MS = 60_000;

export interface IntakeWorkerOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  /** Records in Redis under the seal key. */
  readonly sealed: SealedRecords;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Has the commands run that were taken. Any number of bot processes may do it. */
export async function startIntakeWorker(options: IntakeWorkerOptions, runner: CommandRunner): Promise<AsyncDisposable> {
  const { redis, keys, logger, now } = options;
  const context = {
    ...options,
    runner,
    shares: createShares(MOST_IN_CHANNEL, now),
    recent: createRecent(MAX_AGE_MS, now),
  };
  return startWorker<IntakeJob, void>(INTAKE_QUEUE, (job, token) => work(job, token, context), {
    redis,
    keys,
    logger,
    concurrency: CONCURRENCY,
    lockMs: 10_000,
    mostStalls: MOST_STALLS,
  });
}

interface IntakeContext extends IntakeWorkerOptions {
  readonly runner: CommandRunner;
  readonly recent: Recent;
  readonly shares: Shares;
}

async function work(job: Job<IntakeJob, void>, token: string | undefined, context: IntakeContext): Promise<void> {
  const { sealed, recent, shares, now } = context;
  const id = job.id ?? '';
  const read = await sealed.open(COMMAND, `command ${id}`, job.data.command);
  if (!read.ok && read.newer) return giveBack(job, token, now() + NEWER_MS);
  if (!read.ok) throw new UnrecoverableError(`refused: ${read.why}`);
  // Whoever can write to Redis can put a job back that was done.
  if (recent.has(id)) throw new UnrecoverableError('refused: it was carried out already');
  const channel = channelKey(read.value.command.place);
  const share = shares.take(channel, id);
  if (typeof share === 'number') return giveBack(job, token, share);
  using _ = share;
  try {
    await runInTime(job, read.value, context);
    recent.add(id);
  } catch (error) {
    // After a stall two work on it at once: this one may have written over the answer of one that was done meanwhile.
    recent.forget(id);
    const isBusy = error instanceof ChatError && error.kind === 'transient';
    if (!isBusy || now() - read.value.takenAt > GIVE_UP_MS) throw error;
    const until = now() + (error.retryAfterMs ?? AGAIN_MS);
    shares.close(channel, until);
    await giveBack(job, token, until);
  }
}

/** Gives a command back instead of waiting for Teams in a slot that another channel needs. */
async function giveBack(job: Job<IntakeJob, void>, token: string | undefined, until: number): Promise<never> {
  await job.moveToDelayed(until, token);
  throw new DelayedError();
}

async function runInTime(
  job: Job<IntakeJob, void>,
  { command, takenAt }: CommandRecord,
  { runner, logger, now }: IntakeContext,
): Promise<void> {
  const last = job.attemptsMade + 1 >= TOLD_FROM;
  const save = async (data: IntakeJob) => {
    await job.updateData(data);
    return data;
  };
  try {
    const taken = { id: job.id ?? '', command, data: job.data, save, last };
    if (now() - takenAt > MAX_AGE_MS) await runner.sayTooOld(taken, takenAt);
    else await runner.run(taken);
  } catch (error) {
    // Whether a conversation is gone is only believed when it was looked at again after a moment.
    const isLost =
      error instanceof ChatError && (error.kind === 'faulty' || (error.kind === 'gone' && job.attemptsMade > 0));
    const about = { err: error, command: command.text, last };
    if (!isLost) {
      logger.warn(about, 'command could not be carried out');
      throw error instanceof GivenUp ? new UnrecoverableError(messageOf(error.cause)) : error;
    }
    logger.error({ ...about, advice: error.advice }, 'command lost: Teams does not let exo answer');
    throw new UnrecoverableError(error.message);
  }
}
