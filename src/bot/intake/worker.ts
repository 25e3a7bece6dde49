import { type Job, UnrecoverableError, Worker } from 'bullmq';
import type { RecordSeal } from '../../process/record-seal.ts';
import type { Bot } from '../bot.ts';
import type { Command } from '../chat.ts';
import { ChatError } from '../chat-error.ts';
import type { AnyCommand } from '../commands/spec.ts';
import { carryOut } from './carry-out.ts';
import { INTAKE_QUEUE, type IntakeJob, openCommand } from './intake.ts';

const CONCURRENCY = 20;

/** Carries out the commands that were taken. Any number of bot processes may do it. */
export async function startIntakeWorker(
  bot: Bot,
  commands: readonly AnyCommand[],
  seal: RecordSeal,
): Promise<AsyncDisposable> {
  const connection = bot.redis.duplicate({ maxRetriesPerRequest: null });
  const worker = new Worker<IntakeJob, void>(INTAKE_QUEUE, (job) => work(job, bot, commands, seal), {
    connection,
    prefix: bot.keys.prefix,
    autorun: false,
    concurrency: CONCURRENCY,
    lockDuration: 10_000,
    stalledInterval: 5_000,
    maxStalledCount: 20,
  });
  worker.on('error', (error) => bot.logger.warn({ err: error }, 'intake worker error'));
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
  seal: RecordSeal,
): Promise<void> {
  const id = job.id ?? '';
  const command = believe(job, bot, seal);
  const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  const save = async (data: IntakeJob) => {
    await job.updateData(data);
    return data;
  };
  try {
    await carryOut({ id, command, data: job.data, save, last }, bot, commands);
  } catch (error) {
    bot.logger.warn({ err: error, command: command.text, last }, 'command could not be carried out');
    if (error instanceof ChatError && error.kind !== 'transient') throw new UnrecoverableError(error.message);
    throw error;
  }
}

function believe(job: Job<IntakeJob, void>, bot: Bot, seal: RecordSeal): Command {
  try {
    return openCommand(job.id ?? '', job.data, seal);
  } catch (error) {
    bot.logger.error({ job: job.id, err: error }, 'command refused: nobody said it');
    throw new UnrecoverableError('refused: it is not one of ours');
  }
}
