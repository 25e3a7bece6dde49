import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { messageOf } from '../errors.ts';
import { parseJson } from '../records/record.ts';
import { type AuditHead, AuditLine, hashLine, verifyHead } from './line.ts';

export interface AuditFault {
  /** Line number in the file, from 1. */
  readonly line: number;
  /** One phrase, e.g. `changed: ...`. */
  readonly what: string;
}

export interface AuditReport {
  readonly faults: readonly AuditFault[];
  readonly lines: readonly AuditLine[];
  /** Lines that a signed head covers. */
  readonly signed: number;
}

/**
 * Checks the chain of a file: every line names the one before by its hash, and heads are signed by the orchestrator.
 * @param known newest heads of this file that are known from elsewhere, as they were signed
 */
export async function verifyLines(
  texts: readonly string[],
  keys: readonly PublicJwk[],
  known: readonly AuditHead[] = [],
): Promise<AuditReport> {
  const faults: AuditFault[] = [];
  const unsure: AuditFault[] = [];
  const lines: AuditLine[] = [];
  const hashes = texts.map(hashLine);
  let signed = 0;
  for (const [index, text] of texts.entries()) {
    const number = index + 1;
    const parsed = AuditLine.safeParse(parseJson(text));
    if (!parsed.success) {
      faults.push({ line: number, what: 'changed: it is not a line of the audit log' });
      continue;
    }
    const line = parsed.data;
    const fault = placeFault(line, number, hashes[index - 1] ?? '', lines.at(-1)?.seq ?? 0);
    if (fault) faults.push({ line: number, what: fault });
    lines.push(line);
    if (!('head' in line)) continue;
    const why = await headFault(line.head, lines, hashes[index - 1] ?? '', keys);
    if (why) unsure.push({ line: number, what: why });
    else signed = number;
  }
  // A later head that holds covers an earlier one, whose key may be forgotten by now: the chain binds them.
  faults.push(...unsure.filter(({ line }) => line > signed));
  return { faults: [...faults, ...cutOff(texts.length, hashes, known), ...gaps(lines)], lines, signed };
}

function placeFault(line: AuditLine, number: number, prev: string, before: number): string | undefined {
  if (line.prev === prev && line.seq === before + 1) return undefined;
  if (line.seq > before + 1) {
    const missing = line.seq === before + 2 ? `line ${before + 1} is` : `lines ${before + 1} to ${line.seq - 1} are`;
    return `removed: ${missing} missing before it`;
  }
  if (line.seq <= before) return `reordered or inserted: it is number ${line.seq} and comes after number ${before}`;
  return number === 1 ? 'the lines before it were removed' : `line ${number - 1} was changed: its hash is another`;
}

async function headFault(
  jws: string,
  lines: readonly AuditLine[],
  prev: string,
  keys: readonly PublicJwk[],
): Promise<string | undefined> {
  const [first] = lines;
  try {
    const head = await verifyHead(jws, keys);
    const seq = (lines.at(-1)?.seq ?? 0) - 1;
    const file = first && !('head' in first) ? first.id : '';
    if (head.file === file && head.seq === seq && head.hash === prev) return undefined;
    return 'changed: the orchestrator signed other lines than those before it';
  } catch (error) {
    return `changed: the head is not signed by the orchestrator (${messageOf(error)})`;
  }
}

function cutOff(length: number, hashes: readonly string[], known: readonly AuditHead[]): AuditFault[] {
  return known.flatMap(({ seq, hash }) => {
    if (seq > length) return [{ line: length, what: `cut off: the orchestrator signed ${seq} lines` }];
    return hashes[seq - 1] === hash ? [] : [{ line: seq, what: 'changed: the orchestrator signed another line here' }];
  });
}

/** Every change of a run is an entry: a version that is missing was taken away before it came here. */
function gaps(lines: readonly AuditLine[]): AuditFault[] {
  const newest = new Map<string, number>();
  const faults: AuditFault[] = [];
  for (const line of lines) {
    if ('head' in line || line.run === null || line.version === null) continue;
    const before = newest.get(line.run);
    if (before !== undefined && line.version > before + 1) {
      const what = `removed: version ${before + 1} of ${line.run} never came here, or went to the file of another process`;
      faults.push({ line: line.seq, what });
    }
    newest.set(line.run, Math.max(before ?? 0, line.version));
  }
  return faults;
}
