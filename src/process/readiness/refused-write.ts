import { messageOf } from '../errors.ts';
import { type Condition, stops } from './condition.ts';

/** Redis is there and does not take what is written. @param error what it answered */
export function refusedWrite(error: unknown): Condition {
  const reason = messageOf(error).replace(/[.\s]+$/, '');
  return stops(`Redis refuses what is written: ${reason}.`, adviceFor(reason));
}

function adviceFor(error: string): string {
  if (/^(?:WRONGPASS|NOAUTH)/.test(error)) return 'Correct the user and password of REDIS_URL and start again.';
  if (error.startsWith('OOM')) return 'Give Redis more memory (maxmemory): nothing can be recorded until then.';
  if (error.startsWith('MISCONF')) return 'Redis cannot write to its disk: free space there, and look at its log.';
  if (error.startsWith('READONLY')) return 'REDIS_URL leads to a replica: set it to the primary.';
  if (error.startsWith('NOPERM')) return "Give this process's Redis user its rights again (docs/go-live.md, step 5).";
  return 'Look at the log of Redis.';
}
