import { hostname } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { Redis } from 'ioredis';
import { type EnrolmentToken, fingerprint, parseToken, proveToken } from '../contracts/enrolment.ts';
import { CodedError, ConfigurationError, messageOf } from '../process/errors.ts';
import { createKeys } from '../process/keys.ts';
import { startProcess } from '../process/main.ts';
import { loadEnrolmentConfig } from './config.ts';
import { createRunnerHome } from './identity/enrol.ts';

const REQUEST_LIFE_MS = 24 * 3_600_000;

/**
 * `npm run runner:enrol`: makes this runner's keys in EXO_RUNNER_HOME and asks to be accepted. The token comes from
 * standard input, never from the command line, where other users of the machine could read it.
 */
await startProcess(async () => {
  const { folder, redisUrl } = loadEnrolmentConfig(process.env);
  const token = await readToken();
  const { id, server, capabilities, orchestratorKey } = token;
  // Redis first: keys that nobody can be told of would stand in the way of the next try.
  const redis = await reachRedis(redisUrl);
  const keys = await createRunnerHome(folder, { id, server, capabilities, orchestratorKey });
  const request = { id, server, host: hostname(), ...keys };
  const value = JSON.stringify({ ...request, proof: proveToken(token.secret, request) });
  await redis.set(createKeys(token.namespace).enrolment(id), value, 'PX', REQUEST_LIFE_MS);
  redis.disconnect();

  process.stdout.write(
    `${id} has its keys in ${folder}.\nFingerprint: ${fingerprint(keys)}\n` +
      'Now an approver types "@exo runners" in Teams, compares this fingerprint and accepts. Then start the service.\n',
  );
});

async function reachRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 10_000, retryStrategy: () => null });
  // The rejection of connect() says the same; without a listener ioredis prints it.
  redis.on('error', () => redis.status);
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw new CodedError(
      'redis-unreachable',
      `Redis cannot be reached: ${messageOf(error)}`,
      'Check REDIS_URL (user and password of this runner) and that this server may connect to it.',
    );
  }
}

async function readToken(): Promise<EnrolmentToken> {
  if (process.stdin.isTTY) process.stderr.write('Paste the token from "@exo runner add", then Enter: ');
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) if (line.trim()) return parseToken(line);
  } catch {
    // The reason would quote the text, and with it a piece of the token.
    throw new CodedError('token', 'That is no enrolment token.', 'Copy the whole line.');
  } finally {
    lines.close();
  }
  throw new ConfigurationError('No token was given.', 'Get one with "@exo runner add <server>" in your chat with exo.');
}
