/**
 * Commits one change of a group: the record with its new version, the entries for the audit log, the mark that its card must be
 * drawn again. All of it or nothing, and only on the version it was decided on.
 *
 * KEYS group, audit, open groups, cards to write, begun
 * ARGV one JSON document, the group, the channel on which whoever works on groups is woken
 * Answer {'ok'} | {'conflict'} | {'begun', group} that the same command began | {'late'}: after `notAfter`, milliseconds of Redis'
 * own clock
 */
export const COMMIT_GROUP = `
local c = cjson.decode(ARGV[1])
local begun = c.command and redis.call('GET', KEYS[5])
if begun then return {'begun', begun} end
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
if version ~= c.expected then return {'conflict'} end
if c.notAfter then
  local time = redis.call('TIME')
  if tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) > c.notAfter then return {'late'} end
end
if c.command then redis.call('SET', KEYS[5], c.id, 'PX', 172800000) end
redis.call('HSET', KEYS[1], 'version', tostring(c.expected + 1), 'doc', ARGV[2])
redis.call('RPUSH', KEYS[2], c.audit)
if c.final then redis.call('ZREM', KEYS[3], c.id) else redis.call('ZADD', KEYS[3], 'NX', c.now, c.id) end
redis.call('ZADD', KEYS[4], 'NX', c.now, c.id)
redis.pcall('PUBLISH', ARGV[3], c.id)
return {'ok'}
`;
