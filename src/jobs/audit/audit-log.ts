import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';
import type { AuditEntry } from '../../process/audit/entry.ts';
import { AuditLine, hashLine, signHead } from '../../process/audit/line.ts';
import type { AuditQueue } from '../../process/audit/queue.ts';
import { CodedError } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { AuditFile } from './audit-file.ts';
import type { AuditIndex } from './audit-index.ts';
import { type Content, NOTHING, readEntry } from './read-entry.ts';
import { idOf, requireWhole } from './require-whole.ts';

/** The audit log of this process: a chain of lines in a file, signed every 100 lines and every minute. */
export interface AuditLog extends AsyncDisposable {
  /**
   * Writes down what waits in Redis. With `wait` also when another process is at it: nothing waits any more afterwards.
   * @throws CodedError `audit-unavailable`
   */
  drain(options?: { readonly wait: boolean }): Promise<void>;
  /** Writes an entry down now. @throws CodedError `audit-unavailable` */
  append(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>;
  /** Writes down that a job uses a privilege. @returns false when it used one before */
  usePrivilege(job: string, entry: Omit<AuditEntry, 'id' | 'at' | 'job'>): Promise<boolean>;
}

export interface AuditLogOptions {
  readonly file: AuditFile;
  readonly path: string;
  readonly index: AuditIndex;
  readonly queue: AuditQueue;
  /** Where the newest signed head of each file is kept for the other processes. */
  readonly heads: { read(file: string): Promise<string | null>; write(file: string, jws: string): Promise<void> };
  readonly records: SealedRecords;
  readonly signingKey: SigningJwk;
  /** Keys that heads may be signed with: the present one and earlier ones. */
  readonly publicKeys: readonly PublicJwk[];
  readonly logger: Logger;
  /** Gets every line as well. */
  readonly echo: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const BATCH = 100;
const HEAD_EVERY_LINES = 100;
const HEAD_EVERY_MS = 60_000;
const WAIT_MS = 100;
/** Longer than the claim of a process that died counts. */
const WAIT_TIMES = 50;

/**
 * Opens the log and checks what stands there.
 * @throws ConfigurationError when the file was changed, or is shorter than what was signed
 */
export async function startAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const { file, path, index, queue, heads, records, signingKey, logger, echo, now } = options;
  await requireWhole(options);
  for (const text of file.texts) index.add(AuditLine.parse(JSON.parse(text)));
  const owner = randomUUID();
  let seq = file.texts.length;
  let prev = file.texts.length > 0 ? hashLine(file.texts.at(-1) ?? '') : '';
  let fileId = idOf(file.texts[0]);
  let unsigned = 0;
  let signedAt = now();
  let turn: Promise<unknown> = Promise.resolve();

  /** Everything that writes happens one after the other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work, work);
    // Whoever asked for it gets the error; the next in turn only waits for the end.
    turn = result.catch(() => undefined);
    return result;
  }

  const makeEntry = (entry: Content): AuditEntry => ({ id: randomUUID(), at: now(), ...entry });

  async function write(entries: readonly AuditEntry[]): Promise<void> {
    const lines: { text: string; line: AuditLine }[] = [];
    let [nextSeq, nextPrev] = [seq, prev];
    const add = (line: AuditLine) => {
      const text = JSON.stringify(line);
      lines.push({ text, line });
      [nextSeq, nextPrev] = [line.seq, hashLine(text)];
    };
    for (const entry of entries) add({ seq: nextSeq + 1, prev: nextPrev, ...entry });
    const isDue = unsigned + lines.length >= HEAD_EVERY_LINES || now() - signedAt >= HEAD_EVERY_MS;
    const isFirst = seq === 0;
    const id = fileId || idOf(lines[0]?.text);
    const head =
      isDue || isFirst ? await signHead({ file: id, seq: nextSeq, hash: nextPrev, at: now() }, signingKey) : '';
    if (head) add({ seq: nextSeq + 1, prev: nextPrev, at: now(), what: 'head', head });
    await file.append(lines.map(({ text }) => text));
    [seq, prev, fileId] = [nextSeq, nextPrev, id];
    unsigned = head ? 0 : unsigned + lines.length;
    for (const { text, line } of lines) {
      echo(text);
      const trouble = index.add(line);
      if (trouble) logger.error({ trouble, seq: line.seq }, 'audit log found an inconsistency');
    }
    if (!head) return;
    signedAt = now();
    // The head in Redis helps to find a file that was cut off; without it the file is as good.
    await heads.write(id, head).catch((error: unknown) => logger.warn({ err: error }, 'audit head not published'));
  }

  async function drainOnce(): Promise<boolean> {
    await using claim = await queue.claim(owner);
    if (!claim) return false;
    for (;;) {
      const texts = await queue.first(BATCH);
      const entries: AuditEntry[] = [];
      for (const [position, text] of texts.entries()) {
        const entry = makeEntry(await readEntry(records, text));
        if (!index.has(entry.id) && !entries.some(({ id }) => id === entry.id)) entries.push(entry);
        else logger.info({ entry: entry.id, position }, 'audit entry was written down already');
      }
      const mustSign = unsigned > 0 && now() - signedAt >= HEAD_EVERY_MS;
      if (entries.length > 0 || mustSign) await write(entries);
      await queue.drop(texts);
      if (texts.length < BATCH) return true;
    }
  }

  if (seq === 0) await write([makeEntry({ ...NOTHING, what: 'log begun', detail: hostname() })]);

  return {
    drain: ({ wait } = { wait: false }) =>
      inTurn(async () => {
        for (let tries = 0; !(await drainOnce()); tries++) {
          if (!wait) return;
          if (tries >= WAIT_TIMES) throw busy(path);
          await pause(WAIT_MS);
        }
      }),
    append: (entry) => inTurn(() => write([makeEntry(entry)])),
    usePrivilege: (job, entry) =>
      inTurn(async () => {
        if (index.wasUsed(job)) return false;
        await write([makeEntry({ ...entry, job })]);
        return true;
      }),
    [Symbol.asyncDispose]: () =>
      inTurn(async () => {
        if (unsigned > 0) {
          signedAt = Number.NEGATIVE_INFINITY;
          await write([]).catch((error: unknown) =>
            logger.warn({ err: error }, 'last head of the audit log not written'),
          );
        }
        await file[Symbol.asyncDispose]();
      }),
  };
}

function busy(path: string): CodedError {
  return new CodedError(
    'audit-unavailable',
    `What waits for the audit log was not written within 5 s; this process writes to ${path}.`,
    'Look for errors in the log of the other jobs processes.',
  );
}
