import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecord, writeRecord } from '../../../src/process/records/record.ts';
import { parseTask } from '../../../src/runs/decide/task.ts';
import { readDue } from '../../../src/runs/due/due-entry.ts';
import { ACCEPTED, WATCHED } from '../../../src/runs/records/drift.ts';
import { JOURNAL } from '../../../src/runs/records/journal.ts';
import { NOTICE } from '../../../src/runs/records/notice.ts';
import { BOARD, ONBOARDED, SERVER_CHECK, SUSPENDED } from '../../../src/runs/records/rows.ts';
import { RUN } from '../../../src/runs/records/run.ts';
import { RunDriver } from '../../support/run-driver.ts';

const KINDS = [RUN, BOARD, ONBOARDED, SUSPENDED, SERVER_CHECK, JOURNAL, NOTICE, ACCEPTED, WATCHED];

const key = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'v', 'id', 'steps', 'gate', 'vouchers', 'permissions'),
  fc.string(),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      null,
      true,
      0,
      1,
      2,
      -1,
      1.5,
      1e308,
      '',
      'gate',
      'a.b',
      '.',
      'x.y.z',
      'done',
      'waiting',
      '__proto__',
    ),
    fc.string(),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 3 }),
  ),
}));

/** The text of a run that waits for its approval, in which one value is another. */
const text = (() => {
  const driver = new RunDriver();
  driver.finishAll();
  driver.decideApproval('approve');
  return writeRecord(RUN, driver.run);
})();

/** Puts a value in the place of one that is found by walking into a record. */
function changed(record: unknown, way: readonly number[], value: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined || typeof record !== 'object' || record === null) return value;
  const keys = Object.keys(record);
  const at = keys[step % Math.max(keys.length, 1)];
  if (at === undefined) return value;
  if (Array.isArray(record))
    return record.map((each, index) => (String(index) === at ? changed(each, rest, value) : each));
  return Object.fromEntries(
    Object.entries(record).map(([name, each]) => [name, name === at ? changed(each, rest, value) : each]),
  );
}

describe('what somebody with the seal writes into a record of a run', () => {
  it('is read as one run and no other, or not at all', () => {
    const way = fc.array(fc.nat({ max: 40 }), { maxLength: 6 });
    fc.assert(
      fc.property(way, json, (steps, value) => {
        const read = readRecord(RUN, JSON.stringify(changed(JSON.parse(text), steps, value)));
        if (!read.ok) return;
        const again = readRecord(RUN, writeRecord(RUN, read.value));
        expect(again).toEqual(read);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  it('names nothing outside the request by a number', () => {
    for (const place of [-1, 0.5, 99, 1e308, Number.NaN, 'length', '__proto__']) {
      const record = JSON.parse(text);
      for (const step of record.steps) if (step.output?.missingPermissions) step.output.missingPermissions = [place];
      record.gate.subject.permissions = [place];

      expect(readRecord(RUN, JSON.stringify(record)).ok).toBe(false);
    }
  });

  it.each([
    ['cut off', text.slice(0, -1)],
    ['twice', `${text}${text}`],
    ['with a member of its prototype', text.replace('{', '{"__proto__":{"state":"finished"},')],
    ['of a version that is no version', text.replace('"v":4', '"v":4.5')],
    ['of version 0', text.replace('"v":4', '"v":0')],
    ['of a newer version', text.replace('"v":4', '"v":1e3')],
    ['packed, of version 1', text.replace('"v":4', '"v":1')],
    ['nested without end', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ])('is not believed %s, or says the same', (_how, changedText) => {
    const read = readRecord(RUN, changedText);
    if (read.ok) expect(read.value.state).not.toBe('finished');
  });
});

describe('whatever stands in Redis', () => {
  it('is a record, a task, a due entry, or nothing, without an error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          json.map((each) => JSON.stringify(each)),
          fc.string({ unit: 'binary' }),
        ),
        (stored) => {
          for (const kind of KINDS) expect(readRecord<unknown>(kind, stored).ok).toBeTypeOf('boolean');
          parseTask(stored);
          readDue(stored);
        },
      ),
      { numRuns: 60 },
    );
  });
});
