import type { OrchestratorContext } from './context.ts';

// A retry may have set the same deadline anew in the meantime: only the one that passed is removed.
const REMOVE_PASSED = `
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if at and tonumber(at) <= tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
`;

/** Tells runs that a deadline has passed, e.g. the one of an approval. */
export async function passDeadlines(context: OrchestratorContext): Promise<number> {
  const { redis, keys, store } = context;
  const now = context.now();
  const members = await redis.zrangebyscore(keys.deadlines, '-inf', now, 'LIMIT', 0, 100);
  for (const member of members) {
    const [run, name] = member.split(' ');
    if (run && name) await store.apply(run, { type: 'deadline-passed', name });
    await redis.eval(REMOVE_PASSED, 1, keys.deadlines, member, now);
  }
  return members.length;
}
