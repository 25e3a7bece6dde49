import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';
import { createAuditQueue } from '../../process/audit/queue.ts';
import type { ExoConfig } from '../../process/config/exo-config.ts';
import { messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { listenToCommits } from '../../process/redis/wake.ts';
import { type Bell, createBell } from '../../process/time/bell.ts';
import { repeatUntil } from '../../process/time/repeat-until.ts';
import { VERSION } from '../../process/version.ts';
import { openAuditFile } from './audit-file.ts';
import { type AuditIndex, createAuditIndex } from './audit-index.ts';
import { type AuditLog, startAuditLog } from './audit-log.ts';

/** Commits that come together are written together. */
const GATHER_MS = 100;
/** Without a hint: entries of others, and hints that got lost. */
const LOOK_EVERY_MS = 10_000;

export interface AuditSettings {
  /** EXO_AUDIT_FILE */
  readonly path: string;
  readonly config: ExoConfig;
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly records: SealedRecords;
  readonly signingKey: SigningJwk;
  /** The orchestrator's public keys: the present one and the previous one. */
  readonly publicKeys: readonly PublicJwk[];
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The audit log of a jobs process, which writes down by itself what waits for it. */
export interface Audit {
  readonly log: AuditLog;
  readonly index: AuditIndex;
}

/**
 * Opens the audit log, says who has started with which configuration, and goes on writing.
 * @throws ConfigurationError when the file is not as it was written; CodedError `audit-unavailable`
 */
export async function startAudit(settings: AuditSettings, resources: AsyncDisposableStack): Promise<Audit> {
  const { path, config, redis, keys, records, signingKey, publicKeys, logger, now } = settings;
  const index = createAuditIndex();
  const log = await startAuditLog({
    file: await openAuditFile(path),
    path,
    index,
    queue: createAuditQueue(redis, keys, records),
    heads: {
      read: (file) => redis.hget(keys.auditHead, file),
      write: async (file, jws) => void (await redis.hset(keys.auditHead, file, jws)),
    },
    records,
    signingKey,
    publicKeys,
    logger,
    echo: (line) => process.stdout.write(`${line}\n`),
    now,
  });
  resources.use(log);
  const configuration = createHash('sha256').update(JSON.stringify(config)).digest('base64url');
  const detail = `version ${VERSION} on ${hostname()}, configuration ${configuration}`;
  await log.append({ run: null, version: null, tenant: null, who: null, what: 'jobs started', detail });
  resources.use(keepDraining(log, settings));
  return { log, index };
}

/** Woken by commits. Nothing else waits for this: only what needs the log does, and says so. */
function keepDraining(log: AuditLog, { redis, keys, logger }: AuditSettings): AsyncDisposable {
  const bell = createBell();
  const commits = listenToCommits(redis, keys, logger, bell.ring);
  const stopping = new AbortController();
  const ended = drainUntil(stopping.signal, bell, log, logger);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      bell.stop();
      await commits[Symbol.asyncDispose]();
      await ended;
    },
  };
}

async function drainUntil(signal: AbortSignal, bell: Bell, log: AuditLog, logger: Logger): Promise<void> {
  let reported = '';
  const turn = async () => {
    try {
      await log.drain();
      if (reported) logger.info('the audit log is written again');
      reported = '';
    } catch (error) {
      const reason = messageOf(error);
      if (reason !== reported) logger.error({ err: error }, 'the audit log cannot be written, trying again');
      reported = reason;
    }
    return LOOK_EVERY_MS;
  };
  await repeatUntil(signal, turn, async (ms) => {
    await wait(GATHER_MS);
    await bell.rest(ms);
  });
}
