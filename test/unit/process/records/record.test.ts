import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type RecordKind, readRecord, writeRecord } from '../../../../src/process/records/record.ts';

const KIND: RecordKind<{ name: string; size: number }> = {
  v: 3,
  schema: z.strictObject({ name: z.string(), size: z.number() }),
  upgrades: [({ title, ...rest }) => ({ ...rest, name: title }), (record) => ({ ...record, size: 1 })],
};

describe('a stored record', () => {
  test('is read as it was written', () => {
    const written = writeRecord(KIND, { name: 'a', size: 2 });

    expect(JSON.parse(written)).toEqual({ v: 3, name: 'a', size: 2 });
    expect(readRecord(KIND, written)).toEqual({ ok: true, value: { name: 'a', size: 2 } });
  });

  test('of an earlier version becomes one of today; without a version it is the first', () => {
    expect(readRecord(KIND, '{"title":"a"}')).toEqual({ ok: true, value: { name: 'a', size: 1 } });
    expect(readRecord(KIND, '{"v":2,"name":"b"}')).toEqual({ ok: true, value: { name: 'b', size: 1 } });
  });

  test('of a newer version is not guessed at', () => {
    expect(readRecord(KIND, '{"v":4,"name":"a","size":2}')).toEqual({
      ok: false,
      why: 'it has the form of a newer version (4, known is 3)',
      newer: true,
    });
  });

  test.each([
    ['no JSON', 'x', 'not a JSON object'],
    ['no object', '[1]', 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['no version that could be', '{"v":"1"}', 'version is not a number'],
    ['another form', '{"v":3,"name":1,"size":2}', 'at name'],
    ['a member that is not known', '{"v":3,"name":"a","size":2,"more":1}', 'not as agreed'],
  ])('with %s is unreadable, and says why', (_, text, why) => {
    const read = readRecord(KIND, text);

    expect(read).toMatchObject({ ok: false, why: expect.stringContaining(why) });
  });
});
