import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createSealKey } from '../../../../src/contracts/trust/seal-key.ts';
import type { RecordKind } from '../../../../src/process/records/record.ts';
import { type AnySealKey, createRecordSeal } from '../../../../src/process/records/record-seal.ts';
import { createSealedRecords } from '../../../../src/process/records/sealed-records.ts';

const NOTE: RecordKind<{ text: string }> = { v: 1, schema: z.strictObject({ text: z.string() }), upgrades: [] };
const TEXT: RecordKind<string> = { v: 1, schema: z.string(), upgrades: [] };

async function records(...more: AnySealKey[]) {
  const ring: [AnySealKey, ...AnySealKey[]] = [await createSealKey(), ...more];
  const noted: string[] = [];
  const quarantine = {
    note: async ({ where }: { where: string }) => void noted.push(where),
    forget: async () => undefined,
    move: async () => undefined,
    read: async () => ({ entries: [], more: 0 }),
  };
  const redis = new Redis({ lazyConnect: true });
  return { ring, noted, records: createSealedRecords(redis, createRecordSeal(ring), quarantine) };
}

test('a record that was just written is read without being checked again', async () => {
  const { records: sealed } = await records();
  const value = { text: 'hello' };
  const text = sealed.seal(NOTE, 'note 1', value);

  const read = await sealed.open(NOTE, 'note 1', text);

  expect(read.ok && read.value).toBe(value);
});

test('a text that differs in one letter, another place or another kind is checked', async () => {
  const { records: sealed, noted } = await records();
  const text = sealed.seal(NOTE, 'note 1', { text: 'hello' });

  const answers = [
    await sealed.open(NOTE, 'note 1', text.replace('hello', 'hallo')),
    await sealed.open(NOTE, 'note 2', text),
    await sealed.open(TEXT, 'note 1', text),
  ];

  expect(answers.map(({ ok }) => ok)).toEqual([false, false, false]);
  expect(noted).toEqual(['note 1', 'note 2', 'note 1']);
});

test('a record under a key that has left the ring is not believed, however often it was read before', async () => {
  const old = await createSealKey();
  const { records: sealed, ring } = await records(old);
  const text = createRecordSeal([old]).protect('note 1', JSON.stringify({ v: 1, text: 'hello' }));
  expect((await sealed.open(NOTE, 'note 1', text)).ok).toBe(true);

  ring.length = 1;

  expect((await sealed.open(NOTE, 'note 1', text)).ok).toBe(false);
});
