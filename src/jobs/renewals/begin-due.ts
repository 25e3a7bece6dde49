import type { ExoConfig } from '../../process/config/exo-config.ts';
import { CodedError } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { OnboardedRow } from '../../runs/board.ts';
import type { Due } from '../../runs/due/due-entry.ts';
import type { DueEntry, DueList } from '../../runs/due/due-list.ts';
import { renewableOf } from '../../runs/rotation/renewable.ts';
import { beginsAt, looksAgainAt, mayBegin } from '../../runs/rotation/schedule.ts';
import type { RunRequest } from '../../runs/run.ts';
import { runRequest } from '../../runs/run-request.ts';
import type { RunStore } from '../../runs/store/store.ts';
import { TenantBusyError, TenantSuspendedError } from '../../runs/store/store-errors.ts';
import { beginOnce } from '../due/begin-once.ts';
import type { DueWork } from '../due/look-at-due.ts';
import { standingRequest } from '../due/standing-request.ts';

export interface RenewalContext {
  readonly store: Pick<RunStore, 'get' | 'create'>;
  readonly due: DueList;
  /** This process's own configuration. */
  readonly config: ExoConfig;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Begins the rotations whose time has come. Everything it knows is in Redis: any number of processes may do it, and a command
 * id for each tenant, certificate and day makes them begin one run.
 */
export function createRenewals(context: RenewalContext): DueWork<'renewal'> {
  const { due, config } = context;
  return {
    entryOf(row) {
      if (!config.rotation.automatic) return undefined;
      const { tenantId, thumbprint } = row;
      const renewable = renewableOf(config, row);
      const at = beginsAt(renewable);
      // Nothing puts a rotation off for longer than one that began and may be cancelled.
      const latest = Math.max(at, looksAgainAt(renewable, 'begun', context.now()));
      return { kind: 'renewal', tenantId, thumbprint, at, latest };
    },
    // Switched off meanwhile: the row asks for it again once it is switched on.
    settle: (entry, row) => (config.rotation.automatic ? settle(context, entry, row) : due.drop(entry)),
  };
}

type Renewal = DueEntry<Extract<Due, { kind: 'renewal' }>>;

async function settle(context: RenewalContext, entry: Renewal, row: OnboardedRow | undefined): Promise<void> {
  const { due, config, now } = context;
  // Another certificate has taken its place, or nobody can read what is in the tenant.
  if (row?.thumbprint !== entry.thumbprint) return due.drop(entry);
  const renewable = renewableOf(config, row);
  if (!mayBegin(renewable, await due.begunToday(now()), now())) {
    await due.postpone(entry, looksAgainAt(renewable, 'crowded', now()));
    return;
  }
  const why = await begin(context, row);
  await due.postpone(entry, looksAgainAt(renewable, why, now()));
}

async function begin(context: RenewalContext, row: OnboardedRow): Promise<'begun' | 'blocked'> {
  const { store, due, logger, now } = context;
  const about = { tenant: row.tenantId, label: row.label };
  try {
    const request = await renewalRequest(context, row);
    const day = new Date(now()).toISOString().slice(0, 10);
    const run = await beginOnce(store, request, `due ${row.tenantId} ${row.thumbprint} ${day}`);
    await due.noteBegun(run.id, now());
    logger.info({ ...about, run: run.id }, 'rotation started: it was due');
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

/** @param own what differs where a person asked for it */
export async function renewalRequest(
  context: Pick<RenewalContext, 'store' | 'config'>,
  row: OnboardedRow,
  own: Partial<Pick<RunRequest, 'requester' | 'place'>> = {},
): Promise<RunRequest> {
  return runRequest(context.config, {
    ...(await standingRequest(context, row, `Say @exo rotate ${row.label}.`)),
    ...own,
    kind: 'rotate',
    replaces: { thumbprint: row.thumbprint, validUntil: row.validUntil, isDue: true },
  });
}
