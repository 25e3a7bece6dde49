import { describe, expect, it } from 'vitest';
import { readRedisUrl } from '../../../src/process/redis/connection.ts';

describe('the address of Redis', () => {
  it.each(['redis://127.0.0.1:6379', 'redis://u:p@localhost', 'redis://[::1]:6379', 'rediss://u:p@redis.example:6380'])(
    'may be %s',
    (url) => expect(readRedisUrl({ REDIS_URL: url })).toBe(url),
  );

  it.each(['redis://u:p@redis.example:6379', 'redis://10.0.0.4', 'redis://127.0.0.1.evil.example'])(
    'may not be %s, where it could be read on the way',
    (url) => {
      expect(() => readRedisUrl({ REDIS_URL: url })).toThrow(/without TLS/);
      expect(readRedisUrl({ REDIS_URL: url, EXO_REDIS_ALLOW_PLAIN: 'yes' })).toBe(url);
    },
  );

  it('is not repeated when it is refused, because a password stands in it', () => {
    expect(() => readRedisUrl({ REDIS_URL: 'redis://u:p4ssw0rd@redis.example' })).not.toThrow(/p4ssw0rd/);
  });
});
