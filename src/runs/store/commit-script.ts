import { PLACE_TENANT } from '../tenant-index/place-script.ts';

/**
 * Commits one decision: the run with its new version, journal, outbox, deadlines, notices, what the boards show, and
 * the mark that the run card must be drawn again. All of it or nothing, and only on the version it was decided on.
 *
 * KEYS run, journal, outbox, deadlines, cards to write, notices, board, onboarded, open, servers, under-way, audit, begun,
 * suspended, and of the index order, places, names, expiry
 * ARGV one JSON document (`Commit` in commit.ts, without the run), the run, the channel on which whoever works on runs is
 * woken
 * Answer {'ok'} | {'conflict'} | {'taken', holder} | {'begun', run} that the same command began or met before | {'suspended'}: the
 * tenant is, and the run needs its application | {'late'}: after `notAfter`, milliseconds of Redis' own clock
 */
export const COMMIT_SCRIPT = `
local c = cjson.decode(ARGV[1])
local begun = c.command and redis.call('GET', KEYS[13])
if begun then return {'begun', begun} end
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or '0')
if version ~= c.expected then return {'conflict'} end
if c.notAfter then
  local time = redis.call('TIME')
  if tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) > c.notAfter then return {'late'} end
end
if c.needsSignIn and redis.call('HEXISTS', KEYS[14], c.tenant) == 1 then return {'suspended'} end
if c.exclusive then
  local holder = redis.call('GET', KEYS[9])
  if holder and holder ~= c.id then
    if c.command then redis.call('SET', KEYS[13], holder, 'PX', 172800000) end
    return {'taken', holder}
  end
  if c.final then
    if holder then redis.call('DEL', KEYS[9]) end
  else
    redis.call('SET', KEYS[9], c.id)
  end
end
if c.command then redis.call('SET', KEYS[13], c.id, 'PX', 172800000) end
redis.call('HSET', KEYS[1], 'version', tostring(c.expected + 1), 'doc', ARGV[2])
for _, entry in ipairs(c.journal) do redis.call('RPUSH', KEYS[2], entry) end
for _, entry in ipairs(c.audit) do redis.call('RPUSH', KEYS[12], entry) end
for _, member in ipairs(c.outbox) do redis.call('ZADD', KEYS[3], c.handOverFrom, member) end
for _, d in ipairs(c.deadlines) do
  if d.at then redis.call('ZADD', KEYS[4], d.at, d.member) else redis.call('ZREM', KEYS[4], d.member) end
end
redis.call('ZADD', KEYS[5], 'NX', c.now, c.id)
for _, notice in ipairs(c.notices) do redis.call('ZADD', KEYS[6], c.now, notice) end
if c.board then redis.call('HSET', KEYS[7], c.tenant, c.board) end
if c.onboarded then redis.call('HSET', KEYS[8], c.tenant, c.onboarded) end
if c.suspended then redis.call('HSET', KEYS[14], c.tenant, c.suspended) end
if c.offboarded then redis.call('HDEL', KEYS[8], c.tenant) end
if c.resumed then redis.call('HDEL', KEYS[14], c.tenant) end
if c.board or c.onboarded or c.suspended or c.offboarded or c.resumed then
  local order, places, onboarded, suspended, tenant, place = KEYS[15], KEYS[16], KEYS[8], KEYS[14], c.tenant, c.place
  ${PLACE_TENANT}
end
if c.names then
  for _, name in ipairs(c.names) do redis.call('HSET', KEYS[17], name, c.tenant) end
end
if c.onboarded then redis.call('ZADD', KEYS[18], c.validUntil, c.tenant) end
if c.offboarded then redis.call('ZREM', KEYS[18], c.tenant) end
for _, check in ipairs(c.servers) do redis.call('HSET', KEYS[10], check.server, check.row) end
if c.final then redis.call('ZREM', KEYS[11], c.id) else redis.call('ZADD', KEYS[11], 'NX', c.now, c.id) end
-- A hint that may get lost; a Redis user without this channel must still be able to commit.
redis.pcall('PUBLISH', ARGV[3], c.id)
return {'ok'}
`;
