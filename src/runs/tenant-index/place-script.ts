/**
 * Part of a script: puts a tenant into its place in the index, after its rows were written. It takes no text for granted: the
 * index carries no seal, and a place that somebody else wrote must not stop a commit.
 * Its locals: `order`, `places`, `onboarded`, `suspended` are keys; `tenant` its id; `place` its new place, nil for as it was, ''
 * when nothing is known of it any more
 */
export const PLACE_TENANT = `
local was = redis.call('HGET', places, tenant)
if was then
  local rest = string.sub(was, 4)
  for mark = 1, 3 do redis.call('ZREM', order, string.sub(was, mark, mark) .. rest) end
end
local now = place or was
if now == '' then
  redis.call('HDEL', places, tenant)
elseif now then
  local mark = 1
  if redis.call('HEXISTS', suspended, tenant) == 1 then mark = 3
  elseif redis.call('HEXISTS', onboarded, tenant) == 1 then mark = 2 end
  redis.call('ZADD', order, 0, string.sub(now, mark, mark) .. string.sub(now, 4))
  redis.call('HSET', places, tenant, now)
end
`;
