import { hostname } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { Redis } from 'ioredis';
import { type EnrolmentToken, fingerprint, parseToken, proveToken } from '../contracts/fleet/enrolment.ts';
import { CodedError, ConfigurationError, messageOf } from '../process/errors.ts';
import { startProcess } from '../process/lifecycle.ts';
import { EXIT, reachRedis, redisFailure } from '../process/readiness/reach-redis.ts';
import { createRedisKeys } from '../process/redis/redis-keys.ts';
import { loadEnrolmentConfig } from './config.ts';
import { createRunnerHome, refuseOtherRunner } from './identity/enrol.ts';

const REQUEST_LIFE_MS = 24 * 3_600_000;

/**
 * `npm run runner:enrol`: makes this runner's keys in EXO_RUNNER_HOME and asks to be accepted, or leaves everything as it
 * was and says why. The token comes from standard input, never from the command line, where other users of the machine
 * could read it.
 */
await startProcess(async () => {
  const { folder, redisUrl } = loadEnrolmentConfig(process.env);
  const token = await readToken();
  refuseOtherRunner(folder);
  const redis = await reachRedis(redisUrl);
  const { id, server, capabilities, orchestratorKey } = token;
  const { keys, undo } = await createRunnerHome(folder, { id, server, capabilities, orchestratorKey });
  try {
    await ask(redis, token, keys);
  } catch (error) {
    // Keys that nobody can be told of would stand in the way of the next try.
    undo();
    throw explain(error, redisUrl, token);
  } finally {
    redis.disconnect();
  }
  process.stdout.write(
    `${id} has its keys in ${folder}.\nFingerprint: ${fingerprint(keys)}\n` +
      'Now an approver types "@exo runners" in Teams, compares this fingerprint and accepts. Then start the service.\n',
  );
}, 'Not enrolled');

async function ask(redis: Redis, token: EnrolmentToken, keys: Parameters<typeof fingerprint>[0]): Promise<void> {
  const { id, server, namespace, secret } = token;
  const request = { id, server, host: hostname(), ...keys };
  const value = JSON.stringify({ ...request, proof: proveToken(secret, request) });
  await redis.set(createRedisKeys(namespace).enrolment(id), value, 'PX', REQUEST_LIFE_MS);
}

function explain(error: unknown, url: string, { id, namespace }: EnrolmentToken): CodedError {
  if (!messageOf(error).startsWith('NOPERM')) return redisFailure(error, url);
  return new CodedError(
    'redis-rights',
    `The Redis user ${new URL(url).username || 'default'} may not write for ${id} in the namespace ${namespace}.`,
    `Use the address of the Redis user ${id}. "npm run runner:acl -- ${id} --password-file <file> --set" makes that user, with EXO_NAMESPACE=${namespace}.`,
    { cause: error, exitCode: EXIT.notAllowed },
  );
}

async function readToken(): Promise<EnrolmentToken> {
  if (process.stdin.isTTY) process.stderr.write('Paste the token from "@exo runner add", then Enter: ');
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) if (line.trim()) return parseToken(line);
  } catch {
    // The reason would quote the text, and with it a piece of the token.
    throw new CodedError('token', 'That is not an enrolment token.', 'Copy the whole line from the chat.', {
      exitCode: EXIT.data,
    });
  } finally {
    lines.close();
  }
  throw new ConfigurationError('No token was given.', 'Get one with "@exo runner add <server>" in your chat with exo.');
}
