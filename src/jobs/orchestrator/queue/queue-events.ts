import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { messageOf } from '../../../process/errors.ts';
import type { Keys } from '../../../process/keys.ts';
import type { Logger } from '../../../process/logger.ts';
import { createTrouble } from '../../../process/trouble.ts';

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
const AT_ONCE = 200;
const AFTER_ERROR_MS = 1000;

const MEANING: Readonly<Record<string, JobHint['what']>> = {
  active: 'claimed',
  progress: 'progress',
  completed: 'ended',
  failed: 'ended',
};

type Streams = Map<string, string>;

/**
 * Reads BullMQ's event streams of all queues in one blocking command. Streams may be trimmed, malformed or replaced by
 * something else; a queue whose stream cannot be read is left out, and its jobs are looked at now and then as always.
 */
export function listenToQueues(redis: Redis, keys: Keys, logger: Logger, onHint: (hint: JobHint) => void): QueueEvents {
  const connection = redis.duplicate({ maxRetriesPerRequest: null });
  // The process's own connection reports an outage; this one would repeat it.
  connection.on('error', (error) => logger.debug({ reason: messageOf(error) }, 'connection for events failed'));
  let clientId: number | undefined;
  connection.on('close', () => {
    clientId = undefined;
  });
  const stopping = new AbortController();
  const streamOf = (queue: string) => `${keys.prefix}:${queue}:events`;
  /** Last entry that was read of each stream. */
  const positions: Streams = new Map();
  const queues = new Map<string, string>();
  /** Streams with entries that were read, and the last entry of each at the last `tidy`. */
  const untidy = new Set<string>();
  const seen = new Map<string, string>();

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
      positions.set(stream, entries.at(-1)?.[0] ?? '0-0');
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

  async function readOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (positions.size > 0) await readNext();
        else await pause(stopping.signal, IDLE_MS);
        trouble.over();
      } catch (error) {
        if (stopping.signal.aborted) return;
        trouble.report({ reason: messageOf(error) });
        await leaveOutOthers(redis, positions, logger).catch((failure: unknown) => {
          // Redis is in trouble for this look too: the next read shows whether it is over.
          trouble.report({ reason: messageOf(failure) });
        });
        await pause(stopping.signal, AFTER_ERROR_MS);
      }
    }
  }

  const ended = readOn();
  return {
    async include(queue) {
      const stream = streamOf(queue);
      if (queues.has(stream)) return;
      queues.set(stream, queue);
      const [last] = await redis.xrevrange(stream, '+', '-', 'COUNT', 1);
      positions.set(stream, last?.[0] ?? '0-0');
      if (last) untidy.add(stream);
      // The command that waits does not know this stream yet.
      if (clientId !== undefined) await redis.client('UNBLOCK', clientId);
    },
    async tidy() {
      const due = [...seen];
      seen.clear();
      for (const stream of untidy) seen.set(stream, positions.get(stream) ?? '0-0');
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

/** Harms nobody but its own queue when the key is no stream. */
async function dropUntil(redis: Redis, stream: string, last: string, logger: Logger): Promise<void> {
  try {
    await Promise.all([redis.xtrim(stream, 'MINID', last), redis.xdel(stream, last)]);
  } catch (error) {
    logger.debug({ stream, reason: messageOf(error) }, 'events could not be taken out of their stream');
  }
}

/** One key that is no stream makes the command fail for all of them. */
async function leaveOutOthers(redis: Redis, positions: Streams, logger: Logger): Promise<void> {
  for (const stream of positions.keys()) {
    const kind = await redis.type(stream);
    if (kind === 'stream' || kind === 'none') continue;
    positions.delete(stream);
    logger.error({ stream, kind }, 'the events key of this queue is not a stream; its jobs are polled instead');
  }
}

async function pause(signal: AbortSignal, ms: number): Promise<void> {
  await wait(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
