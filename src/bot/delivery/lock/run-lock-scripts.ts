import { defineScript } from '../../../process/redis/script.ts';

/** Milliseconds by Redis' own clock: those of the processes may differ. */
const NOW = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`;

/**
 * Takes the lock of a run and notes that its messages are being written, before anything is.
 * KEYS lock, writing, unsettled · ARGV token, milliseconds of the lock, milliseconds until a write has settled, run
 * Answer {} when somebody else has it, else how many others may still be writing, and the tokens of those whose writes
 * have settled by now
 */
export const TAKE = defineScript(`${NOW}
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return {} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local found = redis.call('HGETALL', KEYS[2])
local answer = {0}
for index = 1, #found, 2 do
  if found[index] ~= ARGV[1] then
    answer[1] = answer[1] + 1
    local age = now - tonumber(found[index + 1])
    -- A negative age: the clock was set back since.
    if age >= tonumber(ARGV[3]) or age < 0 then table.insert(answer, found[index]) end
  end
end
redis.call('HSET', KEYS[2], ARGV[1], string.format('%d', now))
redis.call('PEXPIRE', KEYS[2], 86400000)
redis.call('ZADD', KEYS[3], string.format('%d', now + tonumber(ARGV[3])), ARGV[4])
return answer
`);

/**
 * Keeps the lock of somebody who is still at work.
 * KEYS and ARGV as above · Answer 1 while it is held
 */
export const RENEW = defineScript(`${NOW}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], string.format('%d', now))
redis.call('ZADD', KEYS[3], string.format('%d', now + tonumber(ARGV[3])), ARGV[4])
return 1
`);

/**
 * Gives the lock back. What was written without an answer, or after the lock had ended, stays noted.
 * KEYS and ARGV as above, then 1 when every write was answered, and the tokens that what was written makes good
 */
export const RELEASE = defineScript(`${NOW}
local isMine = redis.call('GET', KEYS[1]) == ARGV[1]
if isMine then redis.call('DEL', KEYS[1]) end
if isMine and ARGV[5] == '1' then
  redis.call('HDEL', KEYS[2], ARGV[1])
else
  redis.call('HSET', KEYS[2], ARGV[1], string.format('%d', now))
end
for index = 6, isMine and #ARGV or 0 do redis.call('HDEL', KEYS[2], ARGV[index]) end
local last = 0
for _, at in ipairs(redis.call('HVALS', KEYS[2])) do last = math.max(last, tonumber(at)) end
if last == 0 then return redis.call('ZREM', KEYS[3], ARGV[4]) end
return redis.call('ZADD', KEYS[3], string.format('%d', last + tonumber(ARGV[3])), ARGV[4])
`);
