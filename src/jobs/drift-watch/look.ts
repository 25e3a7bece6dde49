import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { CLOUDS } from '../../contracts/clouds.ts';
import type { Drift } from '../../contracts/steps/cloud/drift.ts';
import { STEPS } from '../../contracts/steps/index.ts';
import type { Graph } from '../../graph/client.ts';
import { toStepFailure } from '../../graph/failures/failures.ts';
import type { ExoConfig } from '../../process/config/exo-config.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { Stored } from '../../process/records/record.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { OnboardedRow } from '../../runs/board.ts';
import { driftHash, readAcceptances, splitAccepted } from '../../runs/drift/acceptances.ts';
import { readOwnCertificates } from '../../runs/drift/own-certificates.ts';
import type { DueList } from '../../runs/due/due-list.ts';
import { checkInput } from '../../runs/plans/inputs/check-input.ts';
import { WATCHED, type Watched } from '../../runs/records/drift.ts';
import type { RunRequest } from '../../runs/run.ts';
import { runRequest } from '../../runs/run-request.ts';
import type { RunStore } from '../../runs/store/store.ts';
import { beginOnce } from '../due/begin-once.ts';
import { standingRequest } from '../due/standing-request.ts';
import { checkDrift } from '../steps/drift/check-drift.ts';
import { isAbout } from '../steps/drift/server-drift.ts';
import { lookedAt, type ServerLook } from './server-look.ts';

export interface LookContext {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly sealed: SealedRecords;
  readonly store: Pick<RunStore, 'get' | 'create' | 'openRun' | 'suspended'>;
  readonly due: DueList;
  readonly graph: Graph;
  readonly lookAtServers: ServerLook;
  /** This process's own configuration. */
  readonly config: ExoConfig;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * One look at one tenant. Where there is something that people were not told of, a run of `check` begins, whose card says
 * it; where not, one small record changes and nobody hears of it.
 * @returns the run that tells people; undefined when there is nothing new
 */
export async function lookAt(
  context: LookContext,
  row: OnboardedRow,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { redis, keys, sealed, graph, lookAtServers, now } = context;
  const request = await checkRequest(context, row);
  const tenantGraph = graph.forTenant(row.tenantId, request.tenant.cloud, signal);
  const tools = { graph: tenantGraph, lookAtServers, now: () => new Date(now()) };
  const looking = checkDrift(checkInput({ id: `watch of ${row.label}`, request }), tools);
  const { findings } = await looking.catch(async (error: unknown) => {
    if (!signal.aborted) await tellRefused(context, row, request, error);
    throw error;
  });
  const { open } = splitAccepted(findings, await readAcceptances({ redis, keys, sealed }, row.tenantId), now());
  const ofServers = open.filter(({ kind }) => kind === 'server');
  return tellNew(context, request, [
    { about: row.tenantId, found: open.filter((each) => !ofServers.includes(each)) },
    // What is wrong with a MID server is told once, not in every tenant that it works for.
    ...lookedAt(context.config, row).map(({ name }) => ({
      about: `server ${name}`,
      found: ofServers.filter(({ id }) => isAbout(id, name)),
    })),
  ]);
}

interface Found {
  /** A tenant, or a MID server. */
  readonly about: string;
  readonly found: readonly Drift[];
}

/** @returns the run that tells people of what is new among it; undefined when nothing is */
async function tellNew(context: LookContext, request: RunRequest, all: readonly Found[]): Promise<string | undefined> {
  const known = await Promise.all(
    all.map(async ({ about, found }) => ({
      about,
      codes: found.map(driftHash).toSorted(),
      before: await readTold(context, about),
    })),
  );
  const fresh = known.filter(({ codes, before }) => codes.some((code) => !before.told.includes(code)));
  // First the run: whoever dies between the two begins the same one again, by its command.
  const [first] = fresh;
  const codes = fresh.flatMap((each) => each.codes);
  const run = first && (await beginOnce(context.store, request, commandOf(first.about, first.before.at, codes)));
  await Promise.all(known.map((each) => writeTold(context, each.about, { at: context.now(), told: each.codes })));
  return run?.id;
}

/** Stands among what people were told: that exo may not look at the tenant any more. */
const REFUSED = 'refused';
/** What somebody in the tenant does. What is wrong with exo itself would be told in every tenant. */
const BY_TENANT: ReadonlySet<string> = new Set([
  'bot-not-consented',
  'tenant-not-found',
  'blocked-by-conditional-access',
  'bot-disabled',
  'graph-not-in-tenant',
  'service-not-in-tenant',
  'no-rights-in-tenant',
]);

/**
 * Somebody who takes exo's rights away would otherwise be watched by nobody, and nobody would hear of it: a check begins,
 * which is refused as well and whose card says so. Once, until a look is answered again.
 */
async function tellRefused(
  context: LookContext,
  { tenantId: id, label }: OnboardedRow,
  request: RunRequest,
  error: unknown,
): Promise<void> {
  const { authorityHost } = CLOUDS[request.tenant.cloud];
  const rights = { tenantId: id, authorityHost, permissions: STEPS['check-drift'].permissions };
  const failure = toStepFailure(error, rights).error;
  const before = await readTold(context, id);
  if (!BY_TENANT.has(failure.code) || before.told.includes(REFUSED)) return;
  const run = await beginOnce(context.store, request, `refused ${id} ${before.at}`);
  await writeTold(context, id, { ...before, told: [...before.told, REFUSED] });
  context.logger.warn(
    { tenant: id, label, run: run.id, code: failure.code },
    'a tenant lets exo look no more, telling people',
  );
}

/** Names what is told after which look: what comes back after it was gone is told again. */
function commandOf(about: string, after: number, codes: readonly string[]): string {
  return `drift ${about} ${after} ${createHash('sha256').update(codes.join(' ')).digest('hex').slice(0, 16)}`;
}

async function readTold({ redis, keys, sealed }: LookContext, about: string): Promise<Stored<typeof Watched>> {
  const stored = await redis.hget(keys.watched, about);
  const read = stored ? await sealed.open(WATCHED, `watched ${about}`, stored) : undefined;
  // What cannot be read is told again rather than never.
  return read?.ok ? read.value : { at: 0, told: [] };
}

async function writeTold(
  { redis, keys, sealed }: LookContext,
  about: string,
  watched: Stored<typeof Watched>,
): Promise<void> {
  await redis.hset(keys.watched, about, sealed.seal(WATCHED, `watched ${about}`, watched));
}

type RequestContext = Pick<LookContext, 'redis' | 'store' | 'config' | 'keys' | 'sealed'>;

/** @param own what differs where a person asked for the check */
export async function checkRequest(
  context: RequestContext,
  row: OnboardedRow,
  own: Partial<Pick<RunRequest, 'requester' | 'place'>> = {},
): Promise<RunRequest> {
  const { redis, store, config, keys, sealed } = context;
  const suspended = (await store.suspended()).get(row.tenantId);
  return runRequest(config, {
    ...(await standingRequest(context, row, `Say @exo onboard ${row.label}; until then nobody watches ${row.label}.`)),
    ...own,
    kind: 'check',
    standing: { organization: row.organization, appId: row.appId, thumbprint: row.thumbprint },
    certificates: await readOwnCertificates(store, row),
    accepted: await readAcceptances({ redis, keys, sealed }, row.tenantId),
    ...(suspended ? { suspended: { run: suspended.run, wasEnabled: suspended.wasEnabled } } : {}),
  });
}
