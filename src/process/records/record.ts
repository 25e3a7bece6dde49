import { z } from 'zod';
import { messageOf } from '../errors.ts';
import type { RecordSeal } from './record-seal.ts';

/** What reading something stored comes to. */
export type Read<T> = { readonly ok: true; readonly value: T } | Unread;

export interface Unread {
  readonly ok: false;
  readonly why: string;
  /** A newer version wrote it: it is no garbage, and waits for that version. */
  readonly newer?: true;
}

/** A stored value as the code sees it: nothing that was read is changed in place. */
export type Stored<S extends z.ZodType> = DeepReadonly<z.infer<S>>;

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

type Fields = Readonly<Record<string, unknown>>;

/** One kind of stored record: the form of today, and how earlier ones become it. */
export interface RecordKind<T> {
  /** Version of the form, written as `v`. A record without `v` is of version 1. */
  readonly v: number;
  readonly schema: z.ZodType<T>;
  /** From each earlier version to the next, oldest first: `v - 1` functions. */
  readonly upgrades: readonly ((record: Fields) => Fields)[];
  /** How a record is stored where its form says some things more than once. */
  readonly packing?: Packing<T>;
}

/** A shorter text for a record. What is not packed, as in earlier versions, stays as it is when it is unpacked. */
export interface Packing<T> {
  /** @param v version of the form, which stands in the text */
  write(value: T, v: number): string;
  /** Before everything else, the upgrades too. */
  unpack(record: Fields): Fields;
}

/** Reads a record of this or an earlier version. A newer one is not guessed at. */
export function readRecord<T>(kind: RecordKind<T>, text: string): Read<T> {
  const fields = Fields.safeParse(parseJson(text));
  if (!fields.success) return { ok: false, why: 'it is not a JSON object' };
  const { v = 1, ...record } = fields.data;
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 1) return { ok: false, why: 'its version is not a number' };
  if (v > kind.v) {
    return { ok: false, why: `it has the form of a newer version (${v}, known is ${kind.v})`, newer: true };
  }
  try {
    const full = kind.packing?.unpack(record) ?? record;
    const parsed = kind.schema.safeParse(kind.upgrades.slice(v - 1).reduce((old, upgrade) => upgrade(old), full));
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, why: problemOf(parsed.error) };
  } catch (error) {
    return { ok: false, why: `its form cannot be brought up to date: ${messageOf(error)}` };
  }
}

/** Reads a record that carries a seal. */
export function openRecord<T>(kind: RecordKind<T>, seal: RecordSeal, context: string, sealed: string): Read<T> {
  const text = openText(seal, context, sealed);
  return text.ok ? readRecord(kind, text.value) : text;
}

/** Reads a text that carries a seal. */
export function openText(seal: RecordSeal, context: string, sealed: string): Read<string> {
  try {
    return { ok: true, value: seal.open(context, sealed) };
  } catch (error) {
    return { ok: false, why: messageOf(error) };
  }
}

/** @param value as the schema of the kind says, without `v` */
export function writeRecord<T>(kind: RecordKind<T>, value: T): string {
  return kind.packing?.write(value, kind.v) ?? JSON.stringify({ v: kind.v, ...Object(value) });
}

export function sealRecord<T>(kind: RecordKind<T>, seal: RecordSeal, context: string, value: T): string {
  return seal.protect(context, writeRecord(kind, value));
}

/** JSON that anybody may have written; undefined when it is none. It must not stop those who read it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const Fields = z.record(z.string(), z.unknown());

function problemOf(error: z.ZodError): string {
  const [first] = error.issues;
  const place = first?.path.join('.') ?? '';
  return `its form is not as agreed${place ? ` at ${place}` : ''}: ${first?.message ?? ''}`.slice(0, 300);
}
