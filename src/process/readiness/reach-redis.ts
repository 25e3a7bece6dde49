import { Redis } from 'ioredis';
import { CodedError, messageOf } from '../errors.ts';
import { explainRedis } from './explain-redis.ts';

const CONNECT_MS = 5_000;
const COMMAND_MS = 5_000;

/** How a command ends that could not do its work, one number for each cause (names of sysexits.h in brackets). */
export const EXIT = {
  /** What was given cannot be read (EX_DATAERR). */
  data: 65,
  /** Redis does not know the user or takes another password (EX_NOUSER). */
  password: 67,
  /** Redis cannot be reached (EX_UNAVAILABLE). */
  unreachable: 69,
  /** Redis has no file of users (EX_OSFILE). */
  noUserFile: 72,
  /** A file cannot be written (EX_CANTCREAT). */
  notWritable: 73,
  /** The certificate of Redis is not trusted (EX_PROTOCOL). */
  certificate: 76,
  /** Redis does not let this user do it (EX_NOPERM). */
  notAllowed: 77,
} as const;

/**
 * One connection for a command that a person waits for: it is there within seconds, and so is every answer.
 * @throws CodedError that says why not, with an exit code of its own for each cause
 */
export async function reachRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: COMMAND_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    disableClientInfo: true,
  });
  let reason: unknown;
  redis.on('error', (error) => {
    reason ??= error;
  });
  try {
    await redis.connect();
    // A Redis that lets nobody in is connected all the same.
    await redis.ping();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw redisFailure(reason ?? error, url);
  }
}

/** What an error of Redis means to whoever typed the command. @param url its address; no part of the password is shown */
export function redisFailure(error: unknown, url: string): CodedError {
  const { says, advice = '' } = explainRedis(error, url);
  const [code, exitCode] = kindOf(error);
  return new CodedError(code, says, advice, { cause: error, exitCode });
}

function kindOf(error: unknown): [code: string, exitCode: number] {
  const message = messageOf(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(?:WRONGPASS|NOAUTH)/.test(message)) return ['redis-password', EXIT.password];
  if (message.startsWith('NOPERM')) return ['redis-rights', EXIT.notAllowed];
  if (/CERT|UNABLE_TO_|ERR_TLS/.test(code)) return ['redis-certificate', EXIT.certificate];
  return ['redis-unreachable', EXIT.unreachable];
}
