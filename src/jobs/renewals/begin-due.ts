import type { ExoConfig } from '../../process/config/exo-config.ts';
import { CodedError } from '../../process/errors.ts';
import type { Logger } from '../../process/logger.ts';
import type { OnboardedRow } from '../../runs/board.ts';
import type { DueEntry, DueList } from '../../runs/rotation/due-list.ts';
import { renewableOf } from '../../runs/rotation/renewable.ts';
import { beginsAt, looksAgainAt, mayBegin } from '../../runs/rotation/schedule.ts';
import type { RunRequest } from '../../runs/run.ts';
import { runRequest } from '../../runs/run-request.ts';
import type { RunStore } from '../../runs/store.ts';
import { TenantBusyError, TenantSuspendedError } from '../../runs/store-errors.ts';

export interface RenewalContext {
  readonly store: Pick<RunStore, 'onboarded' | 'get' | 'create'>;
  readonly due: DueList;
  /** This process's own configuration. */
  readonly config: ExoConfig;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The rows are the truth and change a few times a day. */
const COMPARE_EVERY_MS = 600_000;

/**
 * Begins the rotations whose time has come. Everything it knows is in Redis: any number of processes may do it, and a command
 * id for each tenant, certificate and day makes them begin one run.
 * @returns one look
 */
export function createRenewals(context: RenewalContext): () => Promise<void> {
  const { store, due, config, now } = context;
  let compared = Number.NEGATIVE_INFINITY;
  return async () => {
    if (!config.rotation.automatic) return;
    // Clocks are set back too.
    const isOld = Math.abs(now() - compared) >= COMPARE_EVERY_MS;
    const passed = await due.passed(now());
    if (!isOld && passed.length === 0) return;
    const rows = new Map((await store.onboarded()).map((row) => [row.tenantId, row]));
    if (isOld) {
      await due.add([...rows.values()].map((row) => entryOf(config, row)));
      compared = now();
    }
    for (const entry of passed) await settle(context, entry, rows.get(entry.tenantId));
  };
}

function entryOf(config: ExoConfig, row: OnboardedRow): Omit<DueEntry, 'member'> {
  const { tenantId, thumbprint } = row;
  return { tenantId, thumbprint, at: beginsAt(renewableOf(config, row)) };
}

async function settle(context: RenewalContext, entry: DueEntry, row: OnboardedRow | undefined): Promise<void> {
  const { due, config, now } = context;
  // Another certificate has taken its place, or nobody can read what is in the tenant.
  if (row?.thumbprint !== entry.thumbprint) return due.drop(entry);
  const renewable = renewableOf(config, row);
  if (!mayBegin(renewable, await due.begunToday(now()), now())) {
    return due.postpone(entry, looksAgainAt(renewable, 'crowded', now()));
  }
  const why = await begin(context, row);
  await due.postpone(entry, looksAgainAt(renewable, why, now()));
}

async function begin(context: RenewalContext, row: OnboardedRow): Promise<'begun' | 'blocked'> {
  const { store, due, logger, now } = context;
  const about = { tenant: row.tenantId, label: row.label };
  try {
    const request = await requestFor(context, row);
    const day = new Date(now()).toISOString().slice(0, 10);
    const run = await store.create(request, `due ${row.tenantId} ${row.thumbprint} ${day}`);
    await due.noteBegun(run.id, now());
    logger.info({ ...about, run: run.id }, 'rotation begun, because it was time');
    return 'begun';
  } catch (error) {
    if (error instanceof TenantBusyError || error instanceof TenantSuspendedError) {
      logger.info(
        { ...about, why: error.message },
        'rotation is due and the tenant is not free, trying again tomorrow',
      );
      return 'blocked';
    }
    if (!(error instanceof CodedError)) throw error;
    logger.error({ ...about, code: error.code, advice: error.advice, err: error }, 'rotation is due and cannot begin');
    return 'blocked';
  }
}

/** Asked for in the name of whoever answers for the tenant, where its last run was asked for. */
async function requestFor({ store, config }: RenewalContext, row: OnboardedRow): Promise<RunRequest> {
  const last = await store.get(row.run);
  if (!last) {
    throw new CodedError(
      'last-run-missing',
      `The run ${row.run}, which made the certificate of ${row.label}, cannot be read.`,
      `Say @exo rotate ${row.label}.`,
    );
  }
  const { tenant, requester, place } = last.request;
  const settings = Object.values(config.tenants).find(({ id }) => id === tenant.id) ?? config.tenants[tenant.label];
  return runRequest(config, {
    kind: 'rotate',
    tenant,
    settings,
    mode: row.mode,
    serverGroup: row.serverGroup,
    requester: settings?.owner ? { id: settings.owner.person, name: settings.owner.name } : requester,
    // Where a person asked last; a run that began by itself says where that was.
    place: 'after' in place ? place : { after: place },
    earlier: row.evidence,
    replaces: { thumbprint: row.thumbprint, validUntil: row.validUntil, isDue: true },
  });
}
