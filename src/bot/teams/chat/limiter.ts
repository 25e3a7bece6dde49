import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatPlace } from '../../chat/chat.ts';
import { channelKey } from '../../chat/chat.ts';
import { ChatError } from '../../chat/chat-error.ts';

/**
 * Teams' limits for one bot in one conversation, each with a little room
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: 7/s, 8/2 s, 60/30 s, 1800/h).
 */
const WINDOWS = [
  { ms: 1000, calls: 6 },
  { ms: 2000, calls: 7 },
  { ms: 30_000, calls: 55 },
  { ms: 3_600_000, calls: 1750 },
] as const;
const LONGEST_MS = 3_600_000;
/** Who waits longer keeps a slot from others. */
const PATIENCE_MS = 1000;
const FULL = 'exo has written as much in this conversation as Teams takes at once.';

export interface Limiter {
  /**
   * Resolves when one more call to the place is within the limits, in the order of the calls.
   * @throws ChatError `transient` when that is so far away that nobody should wait for it
   */
  take(place: ChatPlace): Promise<void>;
}

export function createLimiter(
  now: () => number = Date.now,
  wait: (ms: number) => Promise<void> = sleep,
  patienceMs: number = PATIENCE_MS,
): Limiter {
  const calls = new Map<string, number[]>();
  const queues = new Map<string, Promise<void>>();

  async function turn(key: string): Promise<void> {
    for (;;) {
      const past = (calls.get(key) ?? []).filter((at) => at > now() - LONGEST_MS);
      const pause = delayFor(past, now());
      if (pause <= 0) {
        calls.set(key, [...past, now()]);
        return;
      }
      if (pause > patienceMs) throw new ChatError('transient', FULL, undefined, { retryAfterMs: pause });
      await wait(pause);
    }
  }

  return {
    take(place) {
      const key = channelKey(place);
      const before = queues.get(key) ?? Promise.resolve();
      const mine = before.then(() => turn(key));
      // One that gives up holds up nobody behind it.
      queues.set(
        key,
        mine.catch(() => undefined),
      );
      return mine;
    },
  };
}

/** Milliseconds until one more call is allowed; `past` in ascending order. */
function delayFor(past: readonly number[], now: number): number {
  return Math.max(
    0,
    ...WINDOWS.map(({ ms, calls }) => {
      const oldest = past.at(-calls);
      return oldest === undefined ? 0 : oldest + ms - now;
    }),
  );
}
