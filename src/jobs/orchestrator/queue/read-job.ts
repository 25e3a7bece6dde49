import { z } from 'zod';
import { LIMITS } from '../../../contracts/limits.ts';
import { defineScript } from '../../../process/redis/script.ts';
import type { OrchestratorContext } from '../context.ts';

/**
 * Reads what is needed of a job, each field only after a look at its size: a runner can write every key of its queue,
 * and whole job hashes of any size. Fields that are not there come as null, fields that are too large as their size.
 *
 * KEYS job · ARGV most bytes of: a number, a reason, a progress note, a result
 * Answer {'missing'} | {'unreadable'} | {'open', processedOn, progress} | {'ended', failedReason, returnvalue, data}
 */
const SCRIPT = defineScript(`
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'none' then return {'missing'} end
if kind ~= 'hash' then return {'unreadable'} end
-- Only the name of a job that was closed.
if redis.call('HEXISTS', KEYS[1], 'closed') == 1 then return {'missing'} end
local function read(field, most)
  local size = redis.call('HSTRLEN', KEYS[1], field)
  if size > tonumber(most) then return size end
  return redis.call('HGET', KEYS[1], field)
end
if redis.call('HEXISTS', KEYS[1], 'finishedOn') == 1 then
  return {'ended', read('failedReason', ARGV[2]), read('returnvalue', ARGV[4]), read('data', ARGV[4])}
end
return {'open', read('processedOn', ARGV[1]), read('progress', ARGV[3])}
`);

const MOST_BYTES = [32, 4096, LIMITS.progress, LIMITS.result] as const;

const Field = z.union([z.string(), z.number(), z.null()]);
/** A text, the size of one that is too large to be read, or null. */
export type Field = z.infer<typeof Field>;

const Answer = z.union([
  z.tuple([z.literal('missing')]),
  z.tuple([z.literal('unreadable')]),
  z.tuple([z.literal('open'), Field, Field]),
  z.tuple([z.literal('ended'), Field, Field, Field]),
]);

/** A job as it stands in its queue. Its worker can write all of it: hints, until a signature says more. */
export type JobLook =
  | { readonly state: 'missing' | 'unreadable' }
  | { readonly state: 'open'; readonly claimed: boolean; readonly progress: Field }
  | { readonly state: 'ended'; readonly failedReason: Field; readonly returnvalue: Field; readonly data: Field };

export async function readJob(
  context: Pick<OrchestratorContext, 'redis' | 'keys'>,
  queue: string,
  id: string,
): Promise<JobLook> {
  const key = `${context.keys.prefix}:${queue}:${id}`;
  const answer = Answer.parse(await SCRIPT.call(context.redis, [key], ...MOST_BYTES));
  switch (answer[0]) {
    case 'open':
      return { state: 'open', claimed: answer[1] !== null, progress: answer[2] };
    case 'ended':
      return { state: 'ended', failedReason: answer[1], returnvalue: answer[2], data: answer[3] };
    default:
      return { state: answer[0] };
  }
}
