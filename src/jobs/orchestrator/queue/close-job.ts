import { jobId } from '../../../contracts/job.ts';
import { defineScript } from '../../../process/redis/script.ts';
import { formatTask, type Task } from '../../../runs/decide/task.ts';
import type { OrchestratorContext } from '../context.ts';

/** How long a closed job leaves its name behind: far longer than a hand-over can take. */
const NAME_KEPT_MS = 120_000;

/**
 * Takes a job out of its queue and of the in-flight set. Its name stays for a while: whoever was about to dispatch the
 * same attempt and comes late adds nothing. Nothing is done with what stands in the keys, which a runner can write;
 * BullMQ's own removal follows the names of parents and children that a job carries.
 *
 * KEYS in-flight set, job, its lock, then every set and list of the queue
 * ARGV id, entry in flight or '', milliseconds to keep the name, '1' to take the job from its worker too
 * Answer 'active' when a worker holds it, else 'closed'
 */
const SCRIPT = defineScript(`
if ARGV[4] ~= '1' and redis.call('EXISTS', KEYS[3]) == 1 then return 'active' end
for i = 4, #KEYS do
  local kind = redis.call('TYPE', KEYS[i]).ok
  if kind == 'zset' then redis.call('ZREM', KEYS[i], ARGV[1]) end
  if kind == 'list' then redis.call('LREM', KEYS[i], 0, ARGV[1]) end
end
redis.call('UNLINK', KEYS[2], KEYS[2] .. ':logs', KEYS[2] .. ':dependencies', KEYS[2] .. ':processed',
  KEYS[2] .. ':failed', KEYS[2] .. ':unsuccessful')
redis.call('HSET', KEYS[2], 'closed', '1')
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('ZREM', KEYS[1], ARGV[2])
return 'closed'
`);

const STATES = ['wait', 'paused', 'delayed', 'prioritized', 'active', 'completed', 'failed', 'waiting-children'];

/**
 * @param whom `even-active`: its end is recorded, so that it is over whatever its worker still does
 * @param entry `keep-entry`: that the job is closed is not recorded yet; who fails to do so must see it again in flight
 * @returns false when a worker holds the job: it is left to it
 */
export async function closeJob(
  { redis, keys }: Pick<OrchestratorContext, 'redis' | 'keys'>,
  task: Task,
  whom: 'waiting' | 'even-active',
  entry: 'drop-entry' | 'keep-entry' = 'drop-entry',
): Promise<boolean> {
  const id = jobId(task.run, task.step, task.attempt);
  const base = `${keys.prefix}:${task.queue}`;
  const names = [keys.inflight, `${base}:${id}`, `${base}:${id}:lock`, ...STATES.map((state) => `${base}:${state}`)];
  const dropped = entry === 'keep-entry' ? '' : formatTask({ ...task, action: 'execute' });
  const force = whom === 'even-active' ? '1' : '0';
  return (await SCRIPT.call(redis, names, id, dropped, NAME_KEPT_MS, force)) === 'closed';
}
