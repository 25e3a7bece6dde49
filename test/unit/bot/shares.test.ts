import { expect, test } from 'vitest';
import { createShares } from '../../../src/bot/intake/shares.ts';

function make() {
  let now = 1_000_000;
  const shares = createShares(2, () => now);
  return {
    shares,
    now: () => now,
    pass(ms: number) {
      now += ms;
    },
  };
}

test('a channel has its share, and another one its own', () => {
  const { shares, now } = make();
  shares.take('ops', '1');
  shares.take('ops', '2');

  expect(shares.take('ops', '3')).toBe(now() + 500);
  expect(shares.take('personal', '4')).toBeTypeOf('object');
});

test('those that were given back come again one after the other, and before whoever comes later', () => {
  const { shares, now, pass } = make();
  const first = shares.take('ops', '1');
  shares.take('ops', '2');
  expect([shares.take('ops', '3'), shares.take('ops', '4')]).toEqual([now() + 500, now() + 650]);
  if (typeof first !== 'number') first[Symbol.dispose]();
  pass(600);

  expect(shares.take('ops', '5')).toBeTypeOf('number');
  expect(shares.take('ops', '3')).toBeTypeOf('object');
});

test('nothing of a closed channel is begun until it is open again', () => {
  const { shares, now, pass } = make();
  shares.close('ops', now() + 20_000);

  expect(shares.take('ops', '1')).toBe(now() + 20_000);
  expect(shares.take('ops', '2')).toBe(now() + 20_150);
  pass(20_000);
  expect(shares.take('ops', '1')).toBeTypeOf('object');
});

test('a command that another process took keeps nobody back for good', () => {
  const { shares, pass } = make();
  const [one, two] = [shares.take('ops', '1'), shares.take('ops', '2')];
  shares.take('ops', 'gone elsewhere');
  for (const each of [one, two]) if (typeof each !== 'number') each[Symbol.dispose]();
  pass(6000);

  expect(shares.take('ops', '3')).toBeTypeOf('object');
});
