import type { Redis } from 'ioredis';
import { messageOf } from '../../../process/errors.ts';
import type { Logger } from '../../../process/log/logger.ts';
import { createTrouble } from '../../../process/log/trouble.ts';
import { lightConnector, TooHeavy } from '../../../process/redis/light-answers.ts';
import type { RedisKeys } from '../../../process/redis/redis-keys.ts';
import { pause, repeatUntil } from '../../../process/time/repeat-until.ts';
import {
  AT_ONCE,
  dropUntil,
  lastEntry,
  leaveOutHeavy,
  leaveOutOthers,
  MEASURE,
  NONE,
  type Positions,
} from './event-streams.ts';

/** Something happened to a job of a queue. A hint: its runner can write it. */
export interface JobHint {
  readonly queue: string;
  readonly job: string;
  readonly what: 'claimed' | 'progress' | 'ended';
}

export interface QueueEvents extends AsyncDisposable {
  /** Listens to a queue from now on. */
  include(queue: string): Promise<void>;
  /**
   * Takes out of the streams what was there at the last call: the event of a completed job holds its whole result.
   * Another process that had no time to read it looks at the job by itself.
   */
  tidy(): Promise<void>;
}

const BLOCK_MS = 10_000;
const IDLE_MS = 100;
const AFTER_ERROR_MS = 1000;

const MEANING: Readonly<Record<string, JobHint['what']>> = {
  active: 'claimed',
  progress: 'progress',
  completed: 'ended',
  failed: 'ended',
};

/**
 * Reads BullMQ's event streams of all queues in one blocking command. Streams may be trimmed, malformed, filled without
 * measure or replaced by something else; a queue whose stream cannot be read is left out, and its jobs are looked at now and
 * then as always.
 */
export function listenToQueues(
  redis: Redis,
  keys: RedisKeys,
  logger: Logger,
  onHint: (hint: JobHint) => void,
): QueueEvents {
  let clientId: number | undefined;
  let isTooHeavy = false;
  let connection = open();
  const stopping = new AbortController();
  const streamOf = (queue: string) => `${keys.prefix}:${queue}:events`;
  /** Last entry that was read of each stream. */
  const positions: Positions = new Map();
  const queues = new Map<string, string>();
  /** Streams with entries that were read, and the last entry of each at the last `tidy`. */
  const untidy = new Set<string>();
  const seen = new Map<string, string>();

  function open(): Redis {
    const opened = redis.duplicate({
      maxRetriesPerRequest: null,
      protocol: 2,
      Connector: lightConnector(MEASURE, redis.options),
    });
    opened.on('error', (error) => {
      // The process's own connection reports an outage; this one would repeat it.
      logger.debug({ reason: messageOf(error) }, 'connection for events failed');
      if (!(error instanceof TooHeavy)) return;
      isTooHeavy = true;
      // Otherwise it would ask the same again as soon as it is connected.
      opened.disconnect();
    });
    opened.on('close', () => {
      clientId = undefined;
    });
    return opened;
  }

  async function leaveOut(): Promise<void> {
    await leaveOutOthers(redis, positions, logger);
    if (!isTooHeavy) return;
    await leaveOutHeavy(redis, positions, logger);
    connection = open();
    isTooHeavy = false;
  }

  async function readNext(): Promise<void> {
    clientId ??= await connection.client('ID');
    const streams = [...positions.keys()];
    const answer = await connection.xread(
      'COUNT',
      AT_ONCE,
      'BLOCK',
      BLOCK_MS,
      'STREAMS',
      ...streams,
      ...positions.values(),
    );
    for (const [stream, entries] of answer ?? []) {
      positions.set(stream, entries.at(-1)?.[0] ?? NONE);
      untidy.add(stream);
      const queue = queues.get(stream) ?? '';
      for (const [, fields] of entries) {
        const hint = hintOf(queue, fields);
        if (hint) onHint(hint);
      }
    }
  }

  const trouble = createTrouble(logger, {
    begins: 'events of the queues could not be read, trying again',
    lasts: 'events of the queues still cannot be read, trying again',
    over: 'events of the queues are read again',
  });

  async function readOn(): Promise<number> {
    try {
      if (positions.size > 0) await readNext();
      else await pause(IDLE_MS, stopping.signal);
      trouble.over();
      return 0;
    } catch (error) {
      if (stopping.signal.aborted) return 0;
      trouble.report({ reason: messageOf(error) });
      await leaveOut().catch((failure: unknown) => {
        // Redis is in trouble for this look too: the next read shows whether it is over.
        trouble.report({ reason: messageOf(failure) });
      });
      return AFTER_ERROR_MS;
    }
  }

  // A read waits by itself: nothing is missed between two.
  const rest = async (ms: number) => ms > 0 && (await pause(ms, stopping.signal));
  const ended = repeatUntil(stopping.signal, readOn, rest);
  return {
    async include(queue) {
      const stream = streamOf(queue);
      if (queues.has(stream)) return;
      queues.set(stream, queue);
      const last = await lastEntry(redis, stream);
      positions.set(stream, last);
      if (last !== NONE) untidy.add(stream);
      // The command that waits does not know this stream yet.
      if (clientId !== undefined) await redis.client('UNBLOCK', clientId);
    },
    async tidy() {
      const due = [...seen];
      seen.clear();
      for (const stream of untidy) seen.set(stream, positions.get(stream) ?? NONE);
      untidy.clear();
      await Promise.all(due.map(([stream, last]) => dropUntil(redis, stream, last, logger)));
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      connection.disconnect();
      await ended;
      trouble.stop();
    },
  };
}

function hintOf(queue: string, fields: readonly string[]): JobHint | undefined {
  const at = (name: string) => fields[fields.findIndex((field, index) => index % 2 === 0 && field === name) + 1];
  const what = MEANING[at('event') ?? ''];
  const job = at('jobId');
  return what && job ? { queue, job, what } : undefined;
}
