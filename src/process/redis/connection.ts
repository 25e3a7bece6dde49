import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { ConfigurationError, messageOf } from '../errors.ts';
import type { Logger } from '../log/logger.ts';
import { createTrouble } from '../log/trouble.ts';
import { isLoopback } from '../public-url.ts';

const ALLOW_PLAIN = 'EXO_REDIS_ALLOW_PLAIN';

/**
 * The address of Redis from `REDIS_URL`, or from the file that `REDIS_URL_FILE` names.
 * @throws ConfigurationError when neither is set, it is no redis:// or rediss:// address, or it has no TLS and leads away.
 */
export function readRedisUrl(env: Readonly<Record<string, string | undefined>>): string {
  const file = env['REDIS_URL_FILE'];
  const url = file ? readSecretFile(file) : env['REDIS_URL'];
  if (!url) {
    throw new ConfigurationError(
      'The address of Redis is missing.',
      'Set REDIS_URL to redis://user:password@host:port or rediss://..., or REDIS_URL_FILE to a file that holds it.',
    );
  }
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new ConfigurationError(
      'REDIS_URL is not an address of Redis.',
      'It must begin with redis:// or rediss://; encode special characters of the password (%40 for @).',
    );
  }
  if (new URL(url).protocol === 'redis:' && !isLoopback(new URL(url).hostname) && env[ALLOW_PLAIN] !== 'yes') {
    throw new ConfigurationError(
      'REDIS_URL leads to another machine without TLS: its password and everything else could be read on the way.',
      `Use rediss://; or set ${ALLOW_PLAIN}=yes when nobody else can reach the network in between.`,
    );
  }
  return url;
}

function readSecretFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigurationError(
      `REDIS_URL_FILE cannot be read: ${messageOf(error)}`,
      'Set REDIS_URL_FILE to a readable file with the address of Redis in it.',
      { cause: error },
    );
  }
}

/**
 * A connection for commands that must not fail while Redis restarts: they wait for the reconnection.
 * BullMQ's workers need `maxRetriesPerRequest: null`.
 */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, disableClientInfo: true });
  const trouble = createTrouble(logger, {
    begins: 'Redis connection failed, trying again',
    lasts: 'Redis still cannot be used, trying again',
    over: 'Redis connection is back',
  });
  redis.on('error', (error) => trouble.report({ reason: messageOf(error), ...adviceFor(error) }));
  redis.on('ready', () => trouble.over());
  redis.on('end', () => trouble.stop());
  return redis;
}

const LOST = /^(?:Connection is closed|Connection ended|Stream isn't writeable|connect ETIMEDOUT)/;

/** Whether Redis could not be reached: the connection tells of that itself, and waits before it connects again. */
export function isConnectionError(error: Error): boolean {
  return ('code' in error && /^E[A-Z]+$/.test(String(error.code))) || LOST.test(error.message);
}

/** Whether Redis does not know who we are: wrong user or password, or they were taken away. */
export function isAuthenticationError(error: Error): boolean {
  return /^(?:WRONGPASS|NOAUTH)\b/.test(error.message);
}

function adviceFor(error: Error): { advice?: string } {
  if (!isAuthenticationError(error)) return {};
  return { advice: 'Redis does not take the user or password of REDIS_URL: correct it and start again.' };
}
