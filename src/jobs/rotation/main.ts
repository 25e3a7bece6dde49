import { randomUUID } from 'node:crypto';
import type { Ring } from '../../contracts/trust/keys.ts';
import { createAuditQueue } from '../../process/audit/queue.ts';
import { ConfigurationError } from '../../process/errors.ts';
import { startProcess } from '../../process/lifecycle.ts';
import { createLogger } from '../../process/log/logger.ts';
import { createQuarantine } from '../../process/records/quarantine.ts';
import { type AnySealKey, createRecordSeal } from '../../process/records/record-seal.ts';
import { createSealedRecords } from '../../process/records/sealed-records.ts';
import { connectRedis } from '../../process/redis/connection.ts';
import { createRedisKeys } from '../../process/redis/redis-keys.ts';
import { loadJobsConfig } from '../config.ts';
import { type Rotation, type RotationReport, rotateBot, rotateOrchestrator, rotateSeal } from './rotate.ts';

/** Something still needs the previous key. */
const EXIT_LEFT = 3;

/**
 * `npm run keys:rotate -- <orchestrator|bot|seal>`, with the environment of the jobs process: moves to the present key what
 * still carries the previous one and says what is left. Beside running processes, as often as wanted.
 */
await startProcess(async () => {
  const kind = process.argv[2];
  if (kind !== 'orchestrator' && kind !== 'bot' && kind !== 'seal') {
    throw new ConfigurationError(
      'Which key is changed was not said.',
      'npm run keys:rotate -- <orchestrator|bot|seal>',
    );
  }
  const now = Date.now();
  const { keys, ...config } = loadJobsConfig(process.env, now);
  const ring = keys[kind];
  if (ring.length < 2) {
    throw new ConfigurationError(
      `There is no previous ${kind} key: nothing can be moved from it.`,
      'Set its variable with _PREVIOUS and EXO_PREVIOUS_KEYS_UNTIL as for the jobs process; docs/go-live.md, "Change a key".',
    );
  }
  const until = keys.previous.until ?? now;
  if (until <= now) {
    throw new ConfigurationError(
      'EXO_PREVIOUS_KEYS_UNTIL has passed: nobody believes the previous key any more.',
      'Set a date ahead for the jobs process, the bot and this command.',
    );
  }
  const logger = createLogger('keys', config.logLevel);
  const redis = connectRedis(config.redisUrl, logger);
  const rotation = { redis, keys: createRedisKeys(config.namespace), logger, until, now };
  const report = await (kind === 'seal'
    ? rotateSeal(rotation, keys.seal)
    : kind === 'orchestrator'
      ? rotateOrchestrator(rotation, keys.orchestrator, keys.orchestratorPublic, sealedRecords(rotation, keys.seal))
      : rotateBot(rotation, keys.bot, sealedRecords(rotation, keys.seal)));
  await noteDown(rotation, keys.seal, `${kind} key ${ring[0].kid} in place of ${ring[1]?.kid ?? ''}`);
  redis.disconnect();
  say(report);
  if (report.left.length > 0) process.exit(EXIT_LEFT);
});

/** Into the audit log, by way of the jobs process. */
async function noteDown(rotation: Rotation, seal: Ring<AnySealKey>, detail: string): Promise<void> {
  const { redis, keys, now } = rotation;
  const nothing = { run: null, version: null, tenant: null, who: null };
  const entry = { ...nothing, id: randomUUID(), at: now, what: 'keys rotated', detail };
  await createAuditQueue(redis, keys, sealedRecords(rotation, seal)).add(entry);
}

function sealedRecords({ redis, keys, logger }: Rotation, seal: Ring<AnySealKey>) {
  const quarantine = createQuarantine(redis, keys, logger, () => Date.now());
  return createSealedRecords(redis, createRecordSeal(seal), quarantine);
}

function say({ done, left }: RotationReport): void {
  for (const line of done) process.stdout.write(`${line}\n`);
  for (const line of left) process.stdout.write(`Left: ${line}\n`);
  process.stdout.write(
    left.length > 0
      ? 'Run it again in a minute; the previous key is still needed.\n'
      : 'Nothing is left: the previous key is not needed any more.\n',
  );
}
