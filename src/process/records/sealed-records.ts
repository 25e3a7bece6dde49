import type { Redis } from 'ioredis';
import { createLately } from './lately.ts';
import type { Quarantine, Unreadable } from './quarantine.ts';
import { openRecord, openText, type Read, type RecordKind, sealRecord } from './record.ts';
import type { RecordSeal } from './record-seal.ts';

/** Our records in Redis, under the seal. What cannot be read is noted in the quarantine, once. */
export interface SealedRecords {
  /** @param context what the record is and whose, e.g. `run contoso-1`; it is part of the seal */
  open<T>(kind: RecordKind<T>, context: string, sealed: string, more?: OpenOptions<T>): Promise<Read<T>>;
  /** Notes what can be read and must not be believed. */
  setAside(entry: Unreadable): Promise<void>;
  /** A text under the seal that is no record. */
  openText(context: string, sealed: string): Promise<Read<string>>;
  seal<T>(kind: RecordKind<T>, context: string, value: T): string;
  /**
   * All readable records of a hash whose fields name their owners; `prefix owner` is the context of each.
   * @param owners only those; default all
   */
  openAll<T>(kind: RecordKind<T>, prefix: string, key: string, owners?: readonly string[]): Promise<Map<string, T>>;
}

export interface OpenOptions<T> {
  /** The record's name in the quarantine, where several share a context. */
  readonly where?: string;
  /** Says why a record that can be read is not to be believed all the same. */
  readonly doubt?: (value: T) => string | undefined;
}

export function createSealedRecords(redis: Redis, seal: RecordSeal, quarantine: Quarantine): SealedRecords {
  const lately = createLately();
  const records: SealedRecords = {
    async open(kind, context, sealed, { where = context, doubt } = {}) {
      // Under a key that may have left the ring meanwhile it is checked again.
      const known = seal.isPresent(sealed) ? lately.recall(kind, context, sealed) : undefined;
      const read = known ?? openRecord(kind, seal, context, sealed);
      if (read.ok) lately.remember(kind, context, sealed, read.value);
      const why = read.ok ? doubt?.(read.value) : read.why;
      if (why === undefined) await quarantine.forget(where);
      else await quarantine.note({ where, why, text: sealed });
      if (why === undefined || !read.ok) return read;
      return { ok: false, why };
    },
    setAside: (entry) => quarantine.note(entry),
    async openText(context, sealed) {
      const read = openText(seal, context, sealed);
      if (read.ok) await quarantine.forget(context);
      else await quarantine.note({ where: context, why: read.why, text: sealed });
      return read;
    },
    seal(kind, context, value) {
      const sealed = sealRecord(kind, seal, context, value);
      lately.remember(kind, context, sealed, value);
      return sealed;
    },
    async openAll(kind, prefix, key, owners) {
      const found = new Map();
      for (const [owner, sealed] of await fieldsOf(redis, key, owners)) {
        const read = await records.open(kind, `${prefix} ${owner}`, sealed);
        if (read.ok) found.set(owner, read.value);
      }
      return found;
    },
  };
  return records;
}

async function fieldsOf(redis: Redis, key: string, names?: readonly string[]): Promise<[string, string][]> {
  if (!names) return Object.entries(await redis.hgetall(key));
  if (names.length === 0) return [];
  const values = await redis.hmget(key, ...names);
  return names.flatMap((name, index): [string, string][] => {
    const value = values[index];
    return value ? [[name, value]] : [];
  });
}
