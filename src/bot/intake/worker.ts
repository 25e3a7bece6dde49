import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import type { SealedRecords } from '../../process/sealed-records.ts';
import { guardWorker } from '../../process/worker-guard.ts';
import type { Bot } from '../bot.ts';
import { channelKey } from '../chat/channel-key.ts';
import { ChatError } from '../chat/chat-error.ts';
import type { AnyCommand } from '../spec/command.ts';
import { carryOut, sayTooOld } from '../use-cases/run-command.ts';
import { COMMAND, type CommandRecord } from './command-record.ts';
import { INTAKE_QUEUE, type IntakeJob } from './intake.ts';
import { createRecent, type Recent } from './recent.ts';
import { createShares, type Shares } from './shares.ts';

const CONCURRENCY = 20;
const MOST_IN_CHANNEL = 5;
/** When a command is carried out again that Teams did not take the answer to. */
const AGAIN_MS = 3000;
/** Nobody waits for an answer any more, not even for the one that nothing was done. */
const GIVE_UP_MS = 3_600_000;
/** A command that could not be carried out for this long is asked for again: its moment may have passed. */
const MAX_AGE_MS = 15 * 60_000;

/** Carries out the commands that were taken. Any number of bot processes may do it. */
export async function startIntakeWorker(
  bot: Bot,
  commands: readonly AnyCommand[],
  records: SealedRecords,
): Promise<AsyncDisposable> {
  const connection = bot.redis.duplicate({ maxRetriesPerRequest: null });
  const shares = createShares(MOST_IN_CHANNEL, bot.now);
  const carriedOut = createRecent(MAX_AGE_MS, bot.now);
  const worker = new Worker<IntakeJob, void>(
    INTAKE_QUEUE,
    (job, token) => work(job, token, { bot, commands, records, carriedOut, shares }),
    {
      connection,
      prefix: bot.keys.prefix,
      autorun: false,
      concurrency: CONCURRENCY,
      lockDuration: 10_000,
      stalledInterval: 5_000,
      maxStalledCount: 20,
    },
  );
  guardWorker(worker, { logger: bot.logger });
  // Without these two steps a connection that fails at start makes the worker spin (measured with BullMQ 6.7).
  await worker.waitUntilReady();
  worker.run().catch((error: unknown) => bot.logger.error({ err: error }, 'intake worker ended'));
  return {
    async [Symbol.asyncDispose]() {
      await worker.close();
      connection.disconnect();
    },
  };
}

interface IntakeContext {
  readonly bot: Bot;
  readonly commands: readonly AnyCommand[];
  readonly records: SealedRecords;
  readonly carriedOut: Recent;
  readonly shares: Shares;
}

async function work(job: Job<IntakeJob, void>, token: string | undefined, context: IntakeContext): Promise<void> {
  const { bot, records, carriedOut, shares } = context;
  const id = job.id ?? '';
  const read = await records.open(COMMAND, `command ${id}`, job.data.command);
  if (!read.ok) throw new UnrecoverableError(`refused: ${read.why}`);
  // Whoever can write to Redis can put a job back that was done.
  if (carriedOut.has(id)) throw new UnrecoverableError('refused: it was carried out already');
  const channel = channelKey(read.value.command.place);
  const share = shares.take(channel, id);
  if (typeof share === 'number') return giveBack(job, token, share);
  using _ = share;
  try {
    await carryOutInTime(job, read.value, context);
    carriedOut.add(id);
  } catch (error) {
    const isBusy = error instanceof ChatError && error.kind === 'transient';
    if (!isBusy || bot.now() - read.value.takenAt > GIVE_UP_MS) throw error;
    const until = bot.now() + (error.retryAfterMs ?? AGAIN_MS);
    shares.close(channel, until);
    await giveBack(job, token, until);
  }
}

/** Gives a command back instead of waiting for Teams in a slot that another channel needs. */
async function giveBack(job: Job<IntakeJob, void>, token: string | undefined, until: number): Promise<never> {
  await job.moveToDelayed(until, token);
  throw new DelayedError();
}

async function carryOutInTime(
  job: Job<IntakeJob, void>,
  { command, takenAt }: CommandRecord,
  { bot, commands }: IntakeContext,
): Promise<void> {
  const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  const save = async (data: IntakeJob) => {
    await job.updateData(data);
    return data;
  };
  try {
    const taken = { id: job.id ?? '', command, data: job.data, save, last };
    if (bot.now() - takenAt > MAX_AGE_MS) await sayTooOld(taken, takenAt, bot);
    else await carryOut(taken, bot, commands);
  } catch (error) {
    // Whether a conversation is gone is only believed when it was looked at again after a moment.
    const isLost =
      error instanceof ChatError && (error.kind === 'faulty' || (error.kind === 'gone' && job.attemptsMade > 0));
    const about = { err: error, command: command.text, last };
    if (!isLost) {
      bot.logger.warn(about, 'command could not be carried out');
      throw error;
    }
    bot.logger.error({ ...about, advice: error.advice }, 'command lost: Teams does not let exo answer');
    throw new UnrecoverableError(error.message);
  }
}
