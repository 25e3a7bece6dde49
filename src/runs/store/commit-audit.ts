import { createHash } from 'node:crypto';
import { AUDIT, AUDIT_CONTEXT, type AuditEntry } from '../../process/audit/entry.ts';
import type { RecordKind } from '../../process/records/record.ts';
import type { Decision } from '../decide/decide.ts';
import type { JournalEntry } from '../events.ts';
import { isFinal } from '../run.ts';

/** How a record is written: sealed, in the form of its kind. */
export type Seal = <T>(kind: RecordKind<T>, context: string, value: T) => string;

/**
 * The entries of one commit for the audit log: what the journal says, and at least one for each version, so that a
 * version that is missing is noticed. Their ids name the commit: two commits of one version are a fork.
 * @param doc the run as it is stored
 */
export function auditOf({ run, journal }: Decision, doc: string, now: number, seal: Seal): string[] {
  const commit = createHash('sha256').update(doc).digest('base64url').slice(0, 16);
  const lines: readonly JournalEntry[] = journal.length > 0 ? journal : [{ at: now, what: 'changed' }];
  return lines.map((line, index) => {
    const { by, at, what, ...rest } = line;
    const entry: AuditEntry = {
      id: `${run.id}.${run.version}.${commit}.${index}`,
      at,
      run: run.id,
      version: run.version,
      tenant: run.request.tenant.id,
      who: by ?? null,
      what,
      ...rest,
      ...(what === 'approved' && run.gate ? { subject: run.gate.planHash } : {}),
      ...(isFinal(run) ? { final: true } : {}),
    };
    return seal(AUDIT, AUDIT_CONTEXT, entry);
  });
}
