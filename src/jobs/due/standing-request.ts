import type { ExoConfig } from '../../process/config/exo-config.ts';
import { CodedError } from '../../process/errors.ts';
import type { OnboardedRow } from '../../runs/board.ts';
import type { RunStore } from '../../runs/store/store.ts';

interface Known {
  readonly store: Pick<RunStore, 'get'>;
  /** This process's own configuration. */
  readonly config: ExoConfig;
}

/**
 * What a run that begins by itself takes from the tenant's last one: asked for in the name of whoever answers for the tenant,
 * where its last run was asked for.
 * @param advice what somebody does when that run cannot be read
 * @throws CodedError when it cannot
 */
export async function standingRequest({ store, config }: Known, row: OnboardedRow, advice: string) {
  const last = await store.get(row.run);
  if (!last) {
    throw new CodedError('last-run-missing', `The run ${row.run}, which set ${row.label} up, cannot be read.`, advice);
  }
  const { tenant, requester, place } = last.request;
  const settings = Object.values(config.tenants).find(({ id }) => id === tenant.id) ?? config.tenants[tenant.label];
  return {
    tenant,
    settings,
    mode: row.mode,
    serverGroup: row.serverGroup,
    requester: settings?.owner ? { id: settings.owner.person, name: settings.owner.name } : requester,
    // Where a person asked last; a run that began by itself says where that was.
    place: { after: 'after' in place ? place['after'] : place },
    earlier: row.evidence,
  };
}
