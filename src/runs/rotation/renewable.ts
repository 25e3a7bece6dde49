import { isRemoval } from '../../contracts/approval/approval.ts';
import type { ExoConfig } from '../../process/config/exo-config.ts';
import type { OnboardedRow } from '../board.ts';
import type { Renewable } from './schedule.ts';

const DAY_MS = 86_400_000;

/** What the schedule must know of a tenant. Its policy may allow a shorter life than the configuration: what was approved shows it. */
export function renewableOf(config: ExoConfig, row: OnboardedRow): Renewable {
  const { tenantId, label, validUntil, evidence } = row;
  const approved = evidence && !isRemoval(evidence.subject) ? evidence.subject.certificate : undefined;
  const lifeMs = approved
    ? Date.parse(approved.notAfter) - Date.parse(approved.notBefore)
    : config.certificate.days * DAY_MS;
  const settings = Object.values(config.tenants).find(({ id }) => id === tenantId) ?? config.tenants[label];
  return {
    tenantId,
    endsAt: Date.parse(validUntil),
    lifeMs,
    window: settings?.rotationWindow ?? config.rotation.window,
  };
}
