import type { Redis } from 'ioredis';
import { fingerprint, MOST_ENROLMENT } from '../../contracts/fleet/enrolment.ts';
import { type RunnerRefusal, type RunnerRequest, verifyRunnerRequest } from '../../contracts/fleet/runner-request.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';
import type { ExoConfig, RoleName } from '../../process/config/exo-config.ts';
import { messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import { createTrouble } from '../../process/log/trouble.ts';
import { parseJson } from '../../process/records/record.ts';
import { readShort } from '../../process/redis/read-short.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { listenToCommits } from '../../process/redis/wake.ts';
import { type Bell, createBell } from '../../process/time/bell.ts';
import { repeatUntil } from '../../process/time/repeat-until.ts';
import type { RunnerRegistry } from '../../runs/fleet/runner-registry.ts';
import type { RunnerRequests } from '../../runs/fleet/runner-requests.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { refuse } from './refuse.ts';

/** A request wakes the loop. Without a hint it looks soon at first, then ever more seldom. */
const LOOK_MIN_MS = 100;
const LOOK_MAX_MS = 5000;
const AFTER_ERROR_MS = 2000;

export interface Registrar {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly config: ExoConfig;
  readonly runners: RunnerRegistry;
  readonly requests: RunnerRequests;
  readonly botKeys: readonly PublicJwk[];
  readonly orchestratorKeys: readonly [SigningJwk, ...SigningJwk[]];
  /** Whether a person holds a role by this process's own configuration, asked again each time. */
  readonly hasRole: (person: string, role: RoleName) => Promise<boolean>;
  /** Writes a line of the audit log, once for each request. @returns false when it stands there already */
  readonly audit: AuditLog['usePrivilege'];
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Carries out what the bot asks about runners: checks it, signs the record, answers. */
export function startRegistrar(registrar: Registrar): AsyncDisposable {
  const stopping = new AbortController();
  const bell = createBell();
  const { redis, keys, logger } = registrar;
  const hints = listenToCommits(redis, keys, logger, bell.ring);
  const ended = turnUntil(stopping.signal, bell, registrar);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      bell.stop();
      await hints[Symbol.asyncDispose]();
      await ended;
    },
  };
}

async function turnUntil(signal: AbortSignal, bell: Bell, registrar: Registrar): Promise<void> {
  const trouble = createTrouble(registrar.logger, {
    begins: 'requests about runners could not be read, trying again',
    lasts: 'requests about runners still cannot be read, trying again',
    over: 'requests about runners are read again',
  });
  let look = LOOK_MIN_MS;
  const turn = async () => {
    try {
      for (const statement of await registrar.requests.waiting()) await takeUp(registrar, statement);
      trouble.over();
      return look;
    } catch (error) {
      trouble.report({ err: error });
      return AFTER_ERROR_MS;
    }
  };
  await repeatUntil(signal, turn, async (ms) => {
    look = (await bell.rest(ms)) ? LOOK_MIN_MS : Math.min(look * 2, LOOK_MAX_MS);
  });
  trouble.stop();
}

/** One request that cannot be carried out must not hold up the others. */
async function takeUp(registrar: Registrar, statement: string): Promise<void> {
  const { requests, logger } = registrar;
  try {
    const request = await authenticate(registrar, statement);
    if (!request) return await requests.settle(statement);
    await using taken = await requests.take(request);
    if (!taken) return;
    if (!(await requests.answerTo(request.jti))) await carryOut(registrar, request);
    await requests.settle(statement);
  } catch (error) {
    logger.error({ err: error }, 'request about a runner could not be carried out, trying again');
  }
}

async function authenticate({ botKeys, logger }: Registrar, statement: string): Promise<RunnerRequest | undefined> {
  try {
    return await verifyRunnerRequest(statement, botKeys);
  } catch (error) {
    logger.error({ reason: messageOf(error) }, 'request about a runner refused: the bot did not say it');
    return undefined;
  }
}

async function carryOut(registrar: Registrar, request: RunnerRequest): Promise<void> {
  const { requests, logger } = registrar;
  const about = { runner: request.runner, do: request.do, by: request.by.id };
  const why = (await refusalOf(registrar, request)) ?? (await write(registrar, request));
  if (why) logger.warn({ ...about, why }, 'request about a runner refused');
  else logger.info(about, request.do === 'accept' ? 'runner accepted' : 'runner removed');
  await requests.answer(request.jti, why ? { done: false, why } : { done: true });
}

async function refusalOf(registrar: Registrar, request: RunnerRequest): Promise<RunnerRefusal | undefined> {
  const { config, redis, keys, runners, hasRole } = registrar;
  const enrolment = parseJson((await readShort(redis, keys.enrolment(request.runner), MOST_ENROLMENT)) ?? '');
  const generation = (await runners.latest(request.runner))?.generation ?? 0;
  const why = refuse(request, { config, now: Math.floor(registrar.now() / 1000), generation, enrolment });
  if (why) return why;
  const may =
    request.do === 'accept'
      ? (await hasRole(request.by.id, 'approver')) && (await hasRole(request.tokenBy.id, 'admin'))
      : await hasRole(request.by.id, 'admin');
  return may ? undefined : 'not-allowed';
}

/**
 * The line of the audit log comes first: it remembers the request, so that it counts once, and the generation.
 * @returns why nothing was written
 */
async function write(registrar: Registrar, request: RunnerRequest): Promise<RunnerRefusal | undefined> {
  const { runners, orchestratorKeys, redis, keys, audit, now } = registrar;
  const { runner: id, by } = request;
  const last = await runners.latest(id);
  if (request.do === 'remove' && (!last || last.removed)) return undefined;
  const generation = (await runners.generation(id)) + 1;
  if (!(await audit(`request ${request.jti}`, lineOf(request, generation)))) return 'outdated';
  const acceptedAt = new Date(now()).toISOString();
  const common = { v: 2, id, generation, acceptedBy: { id: by.id, name: by.name }, acceptedAt } as const;
  if (request.do === 'accept') {
    const { server, signKey, sealKey } = request;
    await runners.write({ ...common, server, signKey, sealKey }, orchestratorKeys[0]);
    await redis.del(keys.enrolment(id));
  } else if (last) {
    const { server, signKey, sealKey } = last;
    await runners.write({ ...common, server, signKey, sealKey, removed: true }, orchestratorKeys[0]);
  }
  return undefined;
}

function lineOf(request: RunnerRequest, generation: number): Parameters<AuditLog['append']>[0] {
  const { do: what, runner, by } = request;
  const about = { run: null, version: null, tenant: null, who: by, runner, generation };
  if (what === 'remove') return { ...about, what: 'runner removed' };
  const detail = `fingerprint ${fingerprint(request)}, token by ${request.tokenBy.name} (${request.tokenBy.id})`;
  return { ...about, what: 'runner accepted', detail };
}
