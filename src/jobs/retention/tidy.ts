import type { Logger } from '../../process/log/logger.ts';
import type { Run } from '../../runs/run.ts';
import { type Heads, rolledBack } from '../../runs/store/heads.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { createNewest, hasExpired, type Newest } from './expired.ts';
import type { StoredRuns } from './stored-runs.ts';

export interface TidyContext {
  readonly runs: StoredRuns;
  /** What the audit log knows: a run that was put back is evidence, and stays. */
  readonly heads: Heads;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly keptForMs: number;
  readonly logger: Logger;
  /** Milliseconds since 1970, by a clock that somebody checks. @see src/jobs/retention/start.ts */
  readonly now: () => Promise<number>;
}

/** A pass over all runs, and where it is. */
interface Pass {
  cursor: string;
  readonly newest: Newest;
  readonly expired: string[];
}

/** Runs that one turn takes out, so that nobody waits for Redis or for the audit log behind it. */
const AT_ONCE = 20;

/**
 * The slow look for runs that have been over for long. First it looks at all runs, a page each turn, because only then it knows
 * which one is the newest of its tenant; then it takes out what nobody needs, a few each turn. After a crash it begins again.
 * @returns one turn; false when a pass is over
 */
export function createTidy(context: TidyContext): () => Promise<boolean> {
  let pass: Pass | undefined;
  let isLooking = true;
  return async () => {
    if (!pass) {
      pass = { cursor: '0', newest: createNewest(), expired: [] };
      isLooking = true;
    }
    if (isLooking) {
      await look(context, pass);
      isLooking = pass.cursor !== '0';
      return true;
    }
    for (const id of pass.expired.splice(0, AT_ONCE)) await removeRun(context, pass, id);
    if (pass.expired.length > 0) return true;
    pass = undefined;
    return false;
  };
}

async function look({ runs, now, keptForMs }: TidyContext, pass: Pass): Promise<void> {
  const moment = await now();
  const { cursor, ids } = await runs.page(pass.cursor);
  for (const id of ids) {
    const run = await runs.read(id);
    if (!run) continue;
    pass.newest.add(run);
    if (hasExpired(run, moment, keptForMs)) pass.expired.push(id);
  }
  pass.cursor = cursor;
}

async function removeRun({ runs, heads, audit, keptForMs, logger }: TidyContext, pass: Pass, id: string) {
  const run = await runs.read(id);
  if (!run || pass.newest.has(run) || rolledBack(run, heads) || !isWrittenDown(run, heads)) return;
  if (await runs.isNamed(run)) return;
  const over = new Date(run.finishedAt ?? 0).toISOString();
  await audit.append({
    run: id,
    // Not a version of the run: the log goes on knowing its last one, so that a copy that is put back stays worthless.
    version: null,
    tenant: run.request.tenant.id,
    who: null,
    what: 'run removed',
    detail: `over since ${over}, kept for ${keptForMs / 86_400_000} days`,
  });
  if (await runs.remove(run)) logger.info({ run: id, over }, 'run removed, it was over for long');
}

/** Whether the log has its end, or never had any of it: another process may have written that down, or an earlier file. */
function isWrittenDown({ id }: Run, heads: Heads): boolean {
  return heads.newest(id)?.final !== false;
}
