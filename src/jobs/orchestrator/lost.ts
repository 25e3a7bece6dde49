import { deadlinesOf, tasksOf } from '../../runs/decide/entries.ts';
import { formatTask } from '../../runs/decide/task.ts';
import { isFinal, type Run } from '../../runs/run.ts';
import type { OrchestratorContext } from './context.ts';

/** Nothing in the outbox is leased or put off for as long as this. */
const LATEST_MS = 60_000;
/** All open runs are looked at in about this many turns. */
const TURNS = 240;
/** At the start they do not wait so long: a version that cannot read a run drops its tasks. */
const FIRST_AT_ONCE = 500;
/** Stands in the index once every run of Redis has been looked at; it is lost with the index. */
const COMPLETE = '*';

/**
 * The slow look over the open runs: puts back what must stand in the outbox, in flight or among the deadlines and does
 * not. Redis may lose a key; a run must not stand still for it.
 */
export function createLostLook(context: OrchestratorContext): () => Promise<void> {
  const { redis, keys, store } = context;
  let next = 0;
  let first = true;
  return async () => {
    const complete = (await redis.zscore(keys.underWay, COMPLETE)) !== null;
    if (!complete) await completeIndex(context);
    const all = await redis.zcard(keys.underWay);
    // After a loss, or at the first start, nobody waits for their turn.
    const count = complete ? Math.max(Math.ceil(all / TURNS), first ? FIRST_AT_ONCE : 0) : all;
    const ids = await redis.zrange(keys.underWay, String(next), String(next + count - 1));
    first &&= ids.length === count;
    next = ids.length < count ? 0 : next + count;
    for (const id of ids) {
      if (id === COMPLETE) continue;
      const run = await store.get(id);
      if (run && !isFinal(run)) await putBack(context, run);
      // A run that cannot be read stays in the index: a newer version may read it.
      else if (run || !(await redis.exists(keys.run(id)))) await redis.zrem(keys.underWay, id);
    }
  };
}

/**
 * Whoever clears a deadline while the run is being read must not find it again until its moment, a day later: it is set for the
 * version that was read and for no other. One that stands later than the run says was put off by somebody else.
 *
 * KEYS run, deadlines · ARGV version, moment, member · Answer 1 when it was set
 */
const SET_DEADLINE = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
return redis.call('ZADD', KEYS[2], 'LT', 'CH', ARGV[2], ARGV[3])
`;

/** Dispatch looks at the run again, so an entry too many does nothing. */
async function putBack({ redis, keys, logger, now }: OrchestratorContext, run: Run): Promise<void> {
  const tasks = tasksOf(run).map(formatTask);
  if (tasks.length > 0) {
    const [waiting, inFlight] = [await redis.zmscore(keys.outbox, tasks), await redis.zmscore(keys.inflight, tasks)];
    const latest = now() + LATEST_MS;
    const lost = tasks.filter((_, index) =>
      // What no clock can show is too late as well.
      waiting[index] ? !(Number(waiting[index]) <= latest) : inFlight[index] === null,
    );
    for (const member of lost) {
      logger.warn({ task: member }, 'task was in no list or put off for long, dispatched again');
      await redis.zadd(keys.outbox, now(), member);
    }
  }
  for (const { member, at } of deadlinesOf(run)) {
    const set = await redis.eval(SET_DEADLINE, 2, keys.run(run.id), keys.deadlines, String(run.version), at, member);
    if (set === 1) logger.warn({ deadline: member }, 'deadline was in no list or put off, set again');
  }
}

/** Runs of an earlier version stand in no index, and the index itself may be lost. */
async function completeIndex({ redis, keys, store, now }: OrchestratorContext): Promise<void> {
  const prefix = keys.run('');
  for await (const batch of redis.scanStream({ match: `${prefix}*`, count: 200 })) {
    for (const key of batch as string[]) {
      const run = await store.get(key.slice(prefix.length));
      if (run && !isFinal(run)) await redis.zadd(keys.underWay, 'NX', now(), run.id);
    }
  }
  await redis.zadd(keys.underWay, now(), COMPLETE);
}
