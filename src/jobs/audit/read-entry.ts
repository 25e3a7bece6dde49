import { z } from 'zod';
import { AUDIT, AUDIT_CONTEXT, AuditEntry } from '../../process/audit/entry.ts';
import { hashLine } from '../../process/audit/line.ts';
import { parseJson } from '../../process/records/record.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';

export type Content = Omit<AuditEntry, 'id' | 'at'> & Partial<Pick<AuditEntry, 'id' | 'at'>>;

export const NOTHING = { run: null, version: null, tenant: null, who: null } as const;
const LONGEST = 2000;

/** What is written down of an entry from Redis: where it cannot be read or believed, that it was there and what it said. */
export async function readEntry(records: SealedRecords, text: string): Promise<Content> {
  const where = `audit ${hashLine(text).slice(0, 16)}`;
  const read = await records.open(AUDIT, AUDIT_CONTEXT, text, { where });
  if (read.ok) return believed(read.value);
  const written = read.newer ? await records.openText(AUDIT_CONTEXT, text) : undefined;
  if (written?.ok) return ofNewer(written.value);
  return { ...NOTHING, what: 'entry not readable', detail: read.why };
}

/**
 * After going back: the log is the only place that keeps entries, so what a newer version wrote is written down at once, as
 * far as this version knows it, and in `detail` as it stood.
 */
function ofNewer(text: string): Content {
  const known = z.object(AuditEntry.shape).safeParse(parseJson(text));
  const detail = text.slice(0, LONGEST);
  return known.success ? believed({ ...known.data, detail }) : { ...NOTHING, what: 'entry of a newer version', detail };
}

/**
 * What this process alone notes down, without Redis, is not believed: which jobs used a privilege and which records of runners
 * were signed. The bot seals entries as well, and could make a record of a runner look old for good.
 */
function believed(entry: AuditEntry): Content {
  const isOurWord = entry.job !== undefined || entry.runner !== undefined || entry.generation !== undefined;
  if (!isOurWord) return entry;
  return { ...NOTHING, what: 'entry not believed', detail: JSON.stringify(entry).slice(0, LONGEST) };
}
