import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { createSealKey, SealJwk } from '../../../../src/contracts/trust/seal-key.ts';
import { createSigningKey, publicSigningKey, SigningJwk } from '../../../../src/contracts/trust/signing.ts';
import { createKeyReader, startForgetting } from '../../../../src/process/keys/key-rings.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'exo-rings-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, key: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(key));
  return path;
}

const present = await createSigningKey();
const previous = await createSigningKey();
const files = {
  EXO_BOT_KEY_FILE: file('present.json', present),
  EXO_BOT_KEY_FILE_PREVIOUS: file('previous.json', previous),
};

test('a ring is the present key, then the previous one', () => {
  const reader = createKeyReader({ ...files, EXO_PREVIOUS_KEYS_UNTIL: '2026-12-24' }, NOW);

  const ring = reader.ring('EXO_BOT_KEY_FILE', SigningJwk);

  expect(ring).toEqual([present, previous]);
  expect(reader.derive(ring, publicSigningKey)).toEqual([publicSigningKey(present), publicSigningKey(previous)]);
  expect(reader.previous.variables).toEqual(['EXO_BOT_KEY_FILE_PREVIOUS']);
});

test('previous keys leave every ring when their day is over, while the process runs, and a warning names them', () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const reader = createKeyReader({ ...files, EXO_PREVIOUS_KEYS_UNTIL: '2026-11-24' }, NOW);
  const ring = reader.ring('EXO_BOT_KEY_FILE', SigningJwk);
  const derived = reader.derive(ring, publicSigningKey);
  let now = NOW;
  using _forgetting = startForgetting(reader.previous, logger, () => now);

  now = Date.parse('2026-11-24T23:59:59Z');
  vi.advanceTimersByTime(60_000);
  expect([ring.length, derived.length]).toEqual([2, 2]);

  now = Date.parse('2026-11-25T00:00:00Z');
  vi.advanceTimersByTime(60_000);
  expect([ring.length, derived.length]).toEqual([1, 1]);
  expect(lines.join()).toContain('EXO_BOT_KEY_FILE_PREVIOUS');
  expect(lines).toHaveLength(1);
});

test('a previous key whose date has passed before the start is not believed', () => {
  const reader = createKeyReader({ ...files, EXO_PREVIOUS_KEYS_UNTIL: '2026-11-20' }, NOW);
  const ring = reader.ring('EXO_BOT_KEY_FILE', SigningJwk);

  using _forgetting = startForgetting(reader.previous, pino({ level: 'silent' }), () => NOW);

  expect(ring).toEqual([present]);
});

test('a key of another kind is refused, and no part of it is shown', async () => {
  const seal = await createSealKey();
  const reader = createKeyReader({ EXO_SEAL_KEY_FILE: files.EXO_BOT_KEY_FILE }, NOW);

  expect(() => reader.ring('EXO_SEAL_KEY_FILE', SealJwk)).toThrow('does not hold the key');
  expect(() =>
    createKeyReader({ EXO_BOT_KEY_FILE: file('seal.json', seal) }, NOW).ring('EXO_BOT_KEY_FILE', SigningJwk),
  ).toThrow(expect.objectContaining({ message: expect.not.stringContaining(seal.k) }));
});
