import { StepFailure } from '../../contracts/errors.ts';
import { CodedError } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { PrivilegedUse, RefusedPrivilege } from '../guard/guard.ts';
import type { AdminAct, Privilege } from '../guard/privilege.ts';
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
    const what = kind === 'watch-retired' ? 'put back' : kind;
    const detail = [what, ...('thumbprint' in privilege ? [privilege.thumbprint] : thumbprintsOf(privilege))].join(' ');
    const entry = {
      run,
      version: null,
      tenant,
      who: by,
      what: 'privilege used',
      step,
      attempt,
      ...(subject ? { subject } : {}),
      detail,
    };
    return orStop(() => log.usePrivilege(id, entry));
  };
}

/** Refusals of this many attempts are remembered, so that each is one line however often it is tried. */
const REMEMBERED = 5000;

/**
 * Writes a line for each attempt to use a privilege that was refused. The refusal stands also when it cannot be written
 * down; then the log of the process has it.
 */
export function createRefusalLog(log: AuditLog, logger: Logger): (refusal: RefusedPrivilege) => Promise<void> {
  const told = new Set<string>();
  return async ({ job: { id, run, step, attempt }, privilege, error: { code, message }, subject, by }) => {
    if (told.has(id)) return;
    if (told.size >= REMEMBERED) told.clear();
    told.add(id);
    const { kind, tenantId: tenant } = privilege;
    const detail = `${kind} ${code}: ${message}`;
    const about = {
      run,
      version: null,
      tenant,
      who: by ? { id: by.id, name: by.name } : null,
      step,
      attempt,
      ...(subject ? { subject } : {}),
    };
    try {
      await log.append({ ...about, what: 'privilege refused', detail });
    } catch (error) {
      logger.error({ err: error, job: id, code }, 'a refused privilege could not be written into the audit log');
    }
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

function thumbprintsOf(privilege: Privilege | AdminAct): readonly string[] {
  return 'thumbprints' in privilege ? privilege.thumbprints : [];
}
