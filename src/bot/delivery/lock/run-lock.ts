import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Logger } from '../../../process/log/logger.ts';
import type { RedisKeys } from '../../../process/redis/redis-keys.ts';
import type { Chat } from '../../chat/chat.ts';
import { leasedChat } from './leased-chat.ts';
import { RELEASE, RENEW, TAKE } from './run-lock-scripts.ts';

/** Milliseconds. */
export interface LockTimes {
  /** A process that died frees its runs after this; one that lives and waits for Teams renews its locks. */
  readonly lock: number;
  readonly renew: number;
  /** Whoever did not hear for so long that the lock is still its own begins no message. */
  readonly held: number;
  /** After this a message that was begun under a lock has reached Teams, or never will. */
  readonly settled: number;
}

const TIMES: LockTimes = { lock: 15_000, renew: 5_000, held: 10_000, settled: 30_000 };

/** The right to write for a run. */
export interface Lease {
  /** Begins no message when another process may have the run by now. */
  readonly chat: Chat;
  /**
   * Somebody wrote for this run and did not say how it ended: what Teams shows may be older than what was written last,
   * so everything is written again, changed or not.
   */
  readonly isUnsettled: boolean;
  /** Everything was written again. */
  madeGood(): void;
}

export type WithRun = (runId: string, work: (lease: Lease) => Promise<void>) => Promise<boolean>;

/**
 * Two processes that write for a run one after the other may be taken by Teams in the opposite order: a process stands
 * still, or dies while its message is on the way. So every write is noted before it begins; one that nobody saw the end of
 * leaves the run in `unsettled`, and its cards are written once more when that message cannot arrive any more.
 * @returns false when another process works on the run
 */
export function createRunLock(redis: Redis, keys: RedisKeys, chat: Chat, logger: Logger, times = TIMES): WithRun {
  return async (runId, work) => {
    const token = randomUUID();
    const names = [`${keys.prefix}:drawing:${runId}`, `${keys.prefix}:writing:${runId}`, keys.unsettled];
    const args = [token, times.lock, times.settled, runId];
    let heldAt = performance.now();
    const [others, ...settled] = z
      .tuple([z.number()])
      .rest(z.string())
      .or(z.tuple([]))
      .parse(await TAKE.call(redis, names, ...args));
    if (others === undefined) return false;
    const timer = setInterval(() => {
      const asked = performance.now();
      RENEW.call(redis, names, ...args)
        .then((answer) => (heldAt = answer === 1 ? asked : heldAt))
        .catch((error: unknown) => logger.warn({ run: runId, err: error }, 'run lock could not be renewed'));
    }, times.renew);
    const leased = leasedChat(chat, () => performance.now() - heldAt < times.held);
    let madeGood: readonly string[] = [];
    let isDone = false;
    try {
      await work({ chat: leased, isUnsettled: others > 0, madeGood: () => (madeGood = settled) });
      isDone = true;
    } finally {
      clearInterval(timer);
      await RELEASE.call(redis, names, ...args, isDone && leased.isAnswered() ? 1 : 0, ...madeGood);
    }
    return true;
  };
}
