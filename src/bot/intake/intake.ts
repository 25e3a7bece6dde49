import { createHash } from 'node:crypto';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { createQueueErrors } from '../../process/bullmq/queue-errors.ts';
import { CodedError } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { within } from '../../process/time/within.ts';
import type { Command } from '../chat/chat.ts';
import { COMMAND } from './command-record.ts';

export const INTAKE_QUEUE = 'bot';

/** A command that was taken, and what has been done for it so far. */
export interface IntakeJob {
  /** The `Command` as JSON, sealed: who can write to Redis must not speak in somebody's name. */
  readonly command: string;
  /** The answer's message, once it is posted. */
  readonly messageId?: string;
  /** What was done that must not be done twice. */
  readonly done?: readonly string[];
}

/** Takes commands durably: what is taken survives a restart and is carried out once, however often it is delivered. */
export interface Intake extends AsyncDisposable {
  /** @throws CodedError `intake-unavailable` when Redis does not take it within 3 s */
  take(command: Command): Promise<void>;
  /** Id of the message that answers a command; undefined before there is one, and a day after it. */
  answerTo(commandId: string): Promise<string | undefined>;
}

/**
 * A command ends when it was carried out or its failure was told. Telling may fail too, for as long as Redis is in trouble:
 * these are tries for the better part of an hour.
 */
const MOST_ATTEMPTS = 1000;
const AGAIN_MS = 3000;
const TAKEN_WITHIN_MS = 3000;
/** A redelivery after this long would be a new command. */
const REMEMBERED_SECONDS = 24 * 3600;
const KEEP_FAILED_SECONDS = 7 * 24 * 3600;

/** The same for a redelivery; an edited message keeps its id, so its text counts too. */
export function commandId(command: Command): string {
  const { place, activityId, text } = command;
  return createHash('sha256')
    .update(JSON.stringify([place.conversationId, activityId, text]))
    .digest('hex')
    .slice(0, 32);
}

export function createIntake(
  redis: Redis,
  keys: RedisKeys,
  records: SealedRecords,
  logger: Logger,
  now: () => number,
): Intake {
  const queue = new Queue<IntakeJob, void>(INTAKE_QUEUE, { connection: redis, prefix: keys.prefix });
  const errors = createQueueErrors(logger);
  errors.watch(queue);
  return {
    async take(command) {
      const id = commandId(command);
      const added = queue.add(
        'command',
        { command: records.seal(COMMAND, `command ${id}`, { command, takenAt: now() }) },
        {
          jobId: id,
          attempts: MOST_ATTEMPTS,
          backoff: { type: 'fixed', delay: AGAIN_MS },
          removeOnComplete: { age: REMEMBERED_SECONDS },
          removeOnFail: { age: KEEP_FAILED_SECONDS },
        },
      );
      await within(TAKEN_WITHIN_MS, added, () => {
        throw unavailable();
      });
    },
    answerTo: async (commandId) => (await queue.getJob(commandId))?.data.messageId,
    async [Symbol.asyncDispose]() {
      errors[Symbol.dispose]();
      await queue.close();
    },
  };
}

function unavailable(): CodedError {
  return new CodedError(
    'intake-unavailable',
    'exo could not record your command: its store (Redis) does not answer.',
    'If nothing appears here within a minute, say it again.',
  );
}
