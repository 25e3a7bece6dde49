import type { OnboardedRow } from '../../../runs/board.ts';
import { readAcceptances } from '../../../runs/drift/acceptances.ts';
import { readOwnCertificates } from '../../../runs/drift/own-certificates.ts';
import type { RunRequest, TenantTarget } from '../../../runs/run.ts';
import type { Asked } from '../../../runs/run-request.ts';
import type { SuspendedRow } from '../../../runs/suspension.ts';
import type { Bot } from '../../bot.ts';

/** What earlier runs left of a tenant, as far as a new one must know it. */
export interface TenantState {
  readonly suspension: SuspendedRow | undefined;
  readonly known: Pick<
    Asked,
    'earlier' | 'standing' | 'suspended' | 'replaces' | 'deleted' | 'certificates' | 'accepted'
  > &
    Partial<Pick<Asked, 'mode' | 'serverGroup'>>;
}

/**
 * What is known of a tenant to a run of this kind. An onboarding is asked for with mode and servers; what undoes one goes
 * where it went.
 */
export async function tenantState(bot: Bot, kind: RunRequest['kind'], tenant: TenantTarget): Promise<TenantState> {
  const { board, onboarded: row, suspended: suspension } = (await bot.tenants.of(tenant.id)) ?? {};
  const earlier = row?.evidence ?? null;
  if (kind === 'rotate' && row) {
    // It changes the certificate and nothing else.
    const { mode, serverGroup, thumbprint, validUntil } = row;
    return { suspension, known: { earlier, mode, serverGroup, replaces: { thumbprint, validUntil, isDue: false } } };
  }
  if (kind !== 'suspend' && kind !== 'resume' && kind !== 'offboard' && kind !== 'check') {
    const deleted = board?.deleted;
    return { suspension, known: { earlier, ...(deleted ? { deleted } : {}) } };
  }
  return {
    suspension,
    known: {
      earlier,
      ...(row
        ? {
            mode: row.mode,
            serverGroup: row.serverGroup,
            ...(kind === 'check' ? await watchedIn(bot, row) : {}),
            standing: { organization: row.organization, appId: row.appId, thumbprint: row.thumbprint },
          }
        : {}),
      ...(suspension ? { suspended: { run: suspension.run, wasEnabled: suspension.wasEnabled } } : {}),
    },
  };
}

/** What a check compares the tenant with, besides what is known to every run. */
async function watchedIn({ redis, store, keys, sealed }: Bot, row: OnboardedRow) {
  const [certificates, accepted] = await Promise.all([
    readOwnCertificates(store, row),
    readAcceptances({ redis, keys, sealed }, row.tenantId),
  ]);
  return { certificates, accepted };
}
