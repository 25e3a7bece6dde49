import { type Job, UnrecoverableError, Worker } from 'bullmq';
import type { SealedRecords } from '../../process/sealed-records.ts';
import { guardWorker } from '../../process/worker-guard.ts';
import type { Bot } from '../bot.ts';
import { ChatError } from '../chat-error.ts';
import type { AnyCommand } from '../commands/spec.ts';
import { carryOut, sayTooOld } from './carry-out.ts';
import { COMMAND } from './command-record.ts';
import { INTAKE_QUEUE, type IntakeJob } from './intake.ts';
import { createRecent, type Recent } from './recent.ts';

const CONCURRENCY = 20;
/** A command that could not be carried out for this long is asked for again: its moment may have passed. */
const MAX_AGE_MS = 15 * 60_000;

/** Carries out the commands that were taken. Any number of bot processes may do it. */
export async function startIntakeWorker(
  bot: Bot,
  commands: readonly AnyCommand[],
  records: SealedRecords,
): Promise<AsyncDisposable> {
  const connection = bot.redis.duplicate({ maxRetriesPerRequest: null });
  const carriedOut = createRecent(MAX_AGE_MS, bot.now);
  const worker = new Worker<IntakeJob, void>(INTAKE_QUEUE, (job) => work(job, bot, commands, records, carriedOut), {
    connection,
    prefix: bot.keys.prefix,
    autorun: false,
    concurrency: CONCURRENCY,
    lockDuration: 10_000,
    stalledInterval: 5_000,
    maxStalledCount: 20,
  });
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

async function work(
  job: Job<IntakeJob, void>,
  bot: Bot,
  commands: readonly AnyCommand[],
  records: SealedRecords,
  carriedOut: Recent,
): Promise<void> {
  const id = job.id ?? '';
  const read = await records.open(COMMAND, `command ${id}`, job.data.command);
  if (!read.ok) throw new UnrecoverableError(`refused: ${read.why}`);
  // Whoever can write to Redis can put a job back that was done.
  if (carriedOut.has(id)) throw new UnrecoverableError('refused: it was carried out already');
  const { command, takenAt } = read.value;
  const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  const save = async (data: IntakeJob) => {
    await job.updateData(data);
    return data;
  };
  try {
    const taken = { id, command, data: job.data, save, last };
    if (bot.now() - takenAt > MAX_AGE_MS) await sayTooOld(taken, takenAt, bot);
    else await carryOut(taken, bot, commands);
    carriedOut.add(id);
  } catch (error) {
    bot.logger.warn({ err: error, command: command.text, last }, 'command could not be carried out');
    if (error instanceof ChatError && error.kind !== 'transient') throw new UnrecoverableError(error.message);
    throw error;
  }
}
