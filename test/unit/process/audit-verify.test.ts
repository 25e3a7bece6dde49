import { beforeAll, describe, expect, test } from 'vitest';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../../src/contracts/trust/signing.ts';
import { hashLine, signHead } from '../../../src/process/audit/line.ts';
import { verifyLines } from '../../../src/process/audit/verify.ts';

let key: SigningJwk;
let texts: string[];

/** Six entries of one run and a signed head after them. */
async function makeLog(signingKey: SigningJwk): Promise<string[]> {
  const made: string[] = [];
  const add = (line: Record<string, unknown>) => {
    made.push(
      JSON.stringify({ seq: made.length + 1, prev: made.length === 0 ? '' : hashLine(made.at(-1) ?? ''), ...line }),
    );
  };
  for (let version = 1; version <= 6; version++) {
    const entry = { id: `contoso-1.${version}.c.0`, at: version, run: 'contoso-1', version, tenant: 't', who: null };
    add({ ...entry, what: 'done' });
  }
  const head = { file: 'contoso-1.1.c.0', seq: 6, hash: hashLine(made.at(-1) ?? ''), at: 7 };
  add({ at: 7, what: 'head', head: await signHead(head, signingKey) });
  return made;
}

beforeAll(async () => {
  key = await createSigningKey();
  texts = await makeLog(key);
});

const verify = (lines: readonly string[], known: Parameters<typeof verifyLines>[2] = []) =>
  verifyLines(lines, [publicSigningKey(key)], known);

describe('the check of the audit log', () => {
  test('finds nothing in a log as it was written', async () => {
    expect(await verify(texts)).toMatchObject({ faults: [], signed: 7 });
  });

  test.each([
    ['a removed line', (lines: string[]) => lines.toSpliced(2, 1), 3, /removed: line 3 is missing/],
    ['removed lines', (lines: string[]) => lines.toSpliced(1, 3), 2, /removed: lines 2 to 4 are missing/],
    ['a removed first line', (lines: string[]) => lines.slice(1), 1, /removed: line 1 is missing/],
    [
      'a changed line',
      (lines: string[]) => lines.with(3, (lines[3] ?? '').replace('done', 'none')),
      5,
      /line 4 was changed/,
    ],
    ['a line that is none', (lines: string[]) => lines.with(3, 'x'), 4, /not a line of the audit log/],
    ['reordered lines', (lines: string[]) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''), 4, /reordered/],
    ['an inserted line', (lines: string[]) => lines.toSpliced(3, 0, lines[2] ?? ''), 4, /reordered or inserted/],
  ])('finds %s and says which', async (_, tamper, line, what) => {
    const { faults } = await verify(tamper(texts));

    expect(faults).toContainEqual({ line, what: expect.stringMatching(what) });
  });

  test('finds a chain that was made again without the key', async () => {
    const { faults } = await verify(await makeLog(await createSigningKey()));

    expect(faults).toEqual([{ line: 7, what: expect.stringContaining('not signed by the orchestrator') }]);
  });

  test('finds a file that was cut off, by a head that is known from elsewhere', async () => {
    const known = { file: 'contoso-1.1.c.0', seq: 6, hash: hashLine(texts[5] ?? ''), at: 7 };

    expect((await verify(texts.slice(0, 4), [known])).faults).toEqual([
      { line: 4, what: 'cut off: the orchestrator signed 6 lines' },
    ]);
    expect((await verify(texts, [known])).faults).toEqual([]);
  });

  test('believes heads of an earlier key as long as it is given', async () => {
    const other = publicSigningKey(await createSigningKey());

    expect((await verifyLines(texts, [other, publicSigningKey(key)])).faults).toEqual([]);
    expect((await verifyLines(texts, [other])).faults).toHaveLength(1);
  });
});
