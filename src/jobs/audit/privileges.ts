import { StepFailure } from '../../contracts/errors.ts';
import { CodedError } from '../../process/errors.ts';
import type { PrivilegedUse } from '../guard/guard.ts';
import type { AuditLog } from './audit-log.ts';

/**
 * Everything that happened so far is written down when this returns.
 * @throws StepFailure `audit-unavailable`
 */
export function requireAudit(log: AuditLog): Promise<void> {
  return orStop(() => log.drain({ wait: true }));
}

/**
 * Writes a line for each privilege before it is used, so that none is used twice by one job, also after a restart.
 * @returns false for a job that used one before
 * @throws StepFailure `audit-unavailable`: what cannot be written down is not done
 */
export function createPrivilegeLog(log: AuditLog): (use: PrivilegedUse) => Promise<boolean> {
  return ({ job: { id, run, step, attempt }, privilege, subject, by }) => {
    const { kind, tenantId: tenant } = privilege;
    const detail = 'thumbprint' in privilege ? `${kind} ${privilege.thumbprint}` : kind;
    const entry = { run, version: null, tenant, who: by, what: 'privilege used', step, attempt, subject, detail };
    return orStop(() => log.usePrivilege(id, entry));
  };
}

async function orStop<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { code, message, advice } = error;
    throw new StepFailure({ kind: 'person', code, message, advice: `${advice} Then Retry.` }, { cause: error });
  }
}
