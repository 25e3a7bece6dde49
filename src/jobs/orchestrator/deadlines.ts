import type { OrchestratorContext } from './context.ts';
import { readable } from './set-aside.ts';

// A retry may have set the same deadline anew in the meantime: only the one that passed is removed.
const REMOVE_PASSED = `
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if at and tonumber(at) <= tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
`;

const AFTER_ERROR_MS = 5000;
const ENTRY = /^([^\s:]{1,200}) ([a-z-]{1,40})$/;

/** Tells runs that a deadline has passed, e.g. the one of an approval. */
export async function passDeadlines(context: OrchestratorContext): Promise<number> {
  const { redis, keys, store, logger } = context;
  const now = context.now();
  const members = await redis.zrangebyscore(keys.deadlines, '-inf', now, 'LIMIT', 0, 1000);
  for (const { member, value } of await readable(context, 'deadlines', members, parseDeadline)) {
    const { run, name } = value;
    try {
      await store.apply(run, { type: 'deadline-passed', name });
      await redis.eval(REMOVE_PASSED, 1, keys.deadlines, member, now);
    } catch (error) {
      // One run that cannot be read must not hold up the deadlines of the others.
      logger.error({ run, deadline: name, err: error }, 'deadline could not be passed on, trying again');
      await redis.zadd(keys.deadlines, 'XX', now + AFTER_ERROR_MS, member);
    }
  }
  return members.length;
}

function parseDeadline(member: string): { run: string; name: string } | undefined {
  const [, run, name] = ENTRY.exec(member) ?? [];
  return run && name ? { run, name } : undefined;
}
