import { expect, test } from 'vitest';
import { createBell } from '../../../../src/process/time/bell.ts';

const LONG_MS = 60_000;

test('a rest ends when it rings, and by itself when nobody does', async () => {
  const bell = createBell();

  const rung = bell.rest(LONG_MS);
  bell.ring();

  expect(await rung).toBe(true);
  expect(await bell.rest(1)).toBe(false);
});

test('what rang before the rest began is not missed, and counts once', async () => {
  const bell = createBell();
  bell.ring();
  bell.ring();

  expect(await bell.rest(LONG_MS)).toBe(true);
  expect(await bell.rest(1)).toBe(false);
});

test('it rings later, unless it was stopped, which ends a rest too', async () => {
  const bell = createBell();
  bell.ringIn(1);
  expect(await bell.rest(LONG_MS)).toBe(true);

  bell.ringIn(LONG_MS);
  bell.stop();

  expect(await bell.rest(LONG_MS)).toBe(true);
});
