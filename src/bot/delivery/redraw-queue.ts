import type { Redis } from 'ioredis';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { isGroupId } from '../../runs/groups/group.ts';
import type { Bot } from '../bot.ts';

/*
 * The marks of delivery say what is still to be written to chat, and none says what a card shows: that is read from the run.
 * `redrawNow` holds runs whose cards may differ from the run: each commit sets it, and it goes when the version that was
 * shown is still the run's. `redrawLater` holds runs to look at again at a moment, because a time on the card passes or
 * somebody may have deleted it; when the moment comes they move to `redrawNow`. `unsettled` holds runs in which a write may
 * still arrive late: they are written once more. A wish in the chat record asks for all cards again, changed or not. Notices
 * are lines that were not posted yet.
 */

/** Takes the mark away only when what was shown is still the run's version; otherwise the card is written again. */
const DONE = `
if redis.call('HGET', KEYS[2], 'version') == ARGV[2] then return redis.call('ZREM', KEYS[1], ARGV[1]) end
redis.call('ZADD', KEYS[1], 'NX', ARGV[3], ARGV[1])
return 0
`;

/** Which run cards must be written again, now or at a later moment. */
export interface RedrawQueue {
  /** The cards show this version. */
  done(runId: string, version: number, now: number): Promise<void>;
  /** Looks at the run again at this moment and not before. */
  postpone(runId: string, until: number): Promise<void>;
  /** It cannot be shown, and nobody needs it any more. */
  giveUp(runId: string): Promise<void>;
  /** There is no card. */
  drop(runId: string): Promise<void>;
  /** Looks at the run once more at this moment; of several moments the last that was named. */
  lookAgain(runId: string, at: number): Promise<void>;
}

export function createRedrawQueue(redis: Redis, keys: RedisKeys): RedrawQueue {
  const lookAgain = async (runId: string, at: number) => {
    await redis.zadd(keys.redrawLater, at, runId);
  };
  const giveUp = async (runId: string) => {
    await redis.zrem(keys.redrawNow, runId);
  };
  return {
    async done(runId, version, now) {
      await redis.eval(
        DONE,
        2,
        keys.redrawNow,
        isGroupId(runId) ? keys.group(runId) : keys.run(runId),
        runId,
        String(version),
        now,
      );
    },
    async postpone(runId, until) {
      await lookAgain(runId, until);
      await giveUp(runId);
    },
    giveUp,
    async drop(runId) {
      await giveUp(runId);
      await redis.zrem(keys.unsettled, runId);
    },
    lookAgain,
  };
}

/** Has all cards of a run written again, changed or not: one that somebody deleted comes back. */
export async function writeCardsAgain(bot: Bot, runId: string): Promise<void> {
  await bot.records.noteWish(runId);
  await bot.redis.zadd(bot.keys.redrawNow, 'NX', bot.now(), runId);
  await bot.redis.publish(bot.keys.wake, runId);
}
