import { z } from 'zod';
import { defineScript } from '../../process/redis/script.ts';
import { formatTask, parseTask, type Task } from '../../runs/decide/task.ts';
import type { OrchestratorContext } from './context.ts';
import { readable } from './set-aside.ts';

/** For how long a process may dispatch what it claimed before others try it too. */
export const LEASE_MS = 3000;
const AT_ONCE = 1000;

/**
 * Claims what is due: the score becomes the end of the lease.
 * KEYS outbox · ARGV now, end of the lease, at most · Answer the entries
 */
const CLAIM = defineScript(`
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(due) do redis.call('ZADD', KEYS[1], 'XX', ARGV[2], member) end
return due
`);

/**
 * KEYS outbox, in-flight set · ARGV entry, lease or '', now, 'move' | 'drop'
 * Answer 'settled' | 'in-flight' or 'leased' (somebody else is at it) | 'gone'
 */
const SETTLE = defineScript(`
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if score and (ARGV[2] == '' or tonumber(score) == tonumber(ARGV[2])) then
  redis.call('ZREM', KEYS[1], ARGV[1])
  if ARGV[4] == 'move' then redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1]) end
  return 'settled'
end
if redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 'in-flight' end
if score then return 'leased' end
return 'gone'
`);

const Settled = z.enum(['settled', 'in-flight', 'leased', 'gone']);
export type Settled = z.infer<typeof Settled>;

export interface Claimed {
  readonly task: Task;
  /** End of the lease, milliseconds since 1970. */
  readonly lease: number;
}

/** Takes what is due for this process alone. */
export async function claim(context: OrchestratorContext): Promise<Claimed[]> {
  const now = context.now();
  const lease = now + LEASE_MS;
  const due = z.array(z.string()).parse(await CLAIM.call(context.redis, [context.keys.outbox], now, lease, AT_ONCE));
  return (await readable(context, 'outbox', due, parseTask)).map(({ value: task }) => ({ task, lease }));
}

/**
 * Moves an entry on to the in-flight set, or drops it.
 * @param lease only while this process still holds it
 */
export async function settleEntry(
  { redis, keys, now }: OrchestratorContext,
  task: Task,
  how: 'move' | 'drop',
  lease?: number,
): Promise<Settled> {
  return Settled.parse(
    await SETTLE.call(redis, [keys.outbox, keys.inflight], formatTask(task), lease ?? '', now(), how),
  );
}

/** Lets an entry wait that could not be dispatched. */
export async function postpone({ redis, keys, now }: OrchestratorContext, task: Task, ms: number): Promise<void> {
  await redis.zadd(keys.outbox, 'XX', now() + ms, formatTask(task));
}
