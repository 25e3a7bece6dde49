import type { OrchestratorContext } from './context.ts';
import { readable } from './set-aside.ts';

// A retry may have set the same deadline again in the meantime: only the one that passed is removed.
const REMOVE_PASSED = `
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if at and tonumber(at) <= tonumber(ARGV[2]) then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
`;

const AT_ONCE = 1000;
const ENTRY = /^([^\s:]{1,200}) ([a-z-]{1,40})$/;

export interface Deadline {
  readonly member: string;
  readonly run: string;
  readonly name: string;
  /** When it was found to have passed. */
  readonly now: number;
}

/** Deadlines that have passed, e.g. the one of an approval. */
export async function passedDeadlines(context: OrchestratorContext): Promise<Deadline[]> {
  const now = context.now();
  const members = await context.redis.zrangebyscore(context.keys.deadlines, '-inf', now, 'LIMIT', 0, AT_ONCE);
  const passed = await readable(context, 'deadlines', members, parse);
  return passed.map(({ member, value }) => ({ member, ...value, now }));
}

/** The run knows of it. */
export async function removeDeadline({ redis, keys }: OrchestratorContext, { member, now }: Deadline): Promise<void> {
  await redis.eval(REMOVE_PASSED, 1, keys.deadlines, member, now);
}

function parse(member: string): { run: string; name: string } | undefined {
  const [, run, name] = ENTRY.exec(member) ?? [];
  return run && name ? { run, name } : undefined;
}
