import type { OrchestratorContext } from './context.ts';

/**
 * Takes a job out of its queue, whatever its runner has made of the keys: nothing is done with what stands in them.
 * BullMQ's own removal follows the names of parents and children that a job carries, which a runner can write.
 *
 * KEYS job, its lock, then every set and list of the queue · ARGV id of the job, '1' to take it from its worker too
 * Answer 'active' when a worker holds it, else 'removed'
 */
const SCRIPT = `
if ARGV[2] ~= '1' and redis.call('EXISTS', KEYS[2]) == 1 then return 'active' end
for i = 3, #KEYS do
  local kind = redis.call('TYPE', KEYS[i]).ok
  if kind == 'zset' then redis.call('ZREM', KEYS[i], ARGV[1]) end
  if kind == 'list' then redis.call('LREM', KEYS[i], 0, ARGV[1]) end
end
redis.call('UNLINK', KEYS[1], KEYS[1] .. ':logs', KEYS[1] .. ':dependencies', KEYS[1] .. ':processed',
  KEYS[1] .. ':failed', KEYS[1] .. ':unsuccessful')
return 'removed'
`;

const STATES = ['wait', 'paused', 'delayed', 'prioritized', 'active', 'completed', 'failed', 'waiting-children'];

/**
 * @param whom `even-active`: its end is recorded, so that it is over whatever its worker still does
 * @returns false when a worker holds the job: it is left to it
 */
export async function removeJob(
  context: OrchestratorContext,
  queue: string,
  id: string,
  whom: 'waiting' | 'even-active' = 'waiting',
): Promise<boolean> {
  const base = `${context.keys.prefix}:${queue}`;
  const keys = [`${base}:${id}`, `${base}:${id}:lock`, ...STATES.map((state) => `${base}:${state}`)];
  return (await context.redis.eval(SCRIPT, keys.length, ...keys, id, whom === 'waiting' ? '0' : '1')) === 'removed';
}
