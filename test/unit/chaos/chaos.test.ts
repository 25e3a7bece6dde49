import { describe, expect, it } from 'vitest';
import { readOptions } from '../../chaos/options.ts';
import { createRandom } from '../../chaos/random.ts';
import { type ChaosResult, faultsOf, report } from '../../chaos/report.ts';
import { seatsOf } from '../../chaos/seats.ts';

const HARMLESS: ChaosResult = {
  runs: 3,
  finished: 3,
  hanging: [],
  lost: [],
  recordedTwice: [],
  executedTwice: ['contoso-1 check-tenant 1 x2'],
  effectsTwice: [],
  saidTwice: 0,
  struck: new Map([['kill -9 of jobs', 2]]),
  recovered: [9000, 11_000],
  retries: 0,
  repeats: 0,
  ended: [],
  seconds: 60,
};
const OPTIONS = { runs: 3, seconds: 60, seed: 7 };

describe('the chances of a storm', () => {
  it('are the same with the same seed, and others with another', () => {
    const drawn = (seed: number) => Array.from({ length: 20 }, createRandom(seed).whole.bind(null, 1, 1000));

    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  it('are spread by weight', () => {
    const random = createRandom(1);
    const often = { weight: 9 };
    const seldom = { weight: 1 };

    const drawn = Array.from({ length: 2000 }, () => random.weighted([often, seldom]));

    expect(drawn.filter((each) => each === seldom).length).toBeGreaterThan(140);
    expect(drawn.filter((each) => each === seldom).length).toBeLessThan(260);
  });
});

describe('npm run chaos', () => {
  it('takes runs, seconds and a seed', () => {
    expect(readOptions(['--runs', '10', '--seconds', '40', '--seed', '5'], 1)).toEqual({
      runs: 10,
      seconds: 40,
      seed: 5,
    });
    expect(readOptions([], 1)).toEqual({ runs: 300, seconds: 480, seed: 1 });
    expect(() => readOptions(['--runs', 'many'], 1)).toThrow('--runs takes a whole number of at least 1, not "many".');
  });

  it('has a customer for each run, and no server has to do much more than another', () => {
    const seats = seatsOf(readOptions([], 1).runs);

    expect(new Set(seats.map(({ id }) => id)).size).toBe(300);
    const each = [...Map.groupBy(seats, ({ kind }) => kind).values()].map(({ length }) => length);
    expect(Math.max(...each)).toBeLessThanOrEqual(100);
    expect(() => seatsOf(1000)).toThrow(/^There are \d+ customers for 1000 runs: ask for fewer\.$/);
  });

  it('forgives a step that was begun twice, and nothing that was lost, done twice or left hanging', () => {
    expect(faultsOf(HARMLESS)).toEqual([]);
    for (const what of ['lost', 'recordedTwice', 'effectsTwice', 'hanging', 'ended'] as const) {
      expect(faultsOf({ ...HARMLESS, [what]: ['contoso'] }), what).toHaveLength(1);
    }
  });

  it('prints the figures, the seed and what was wrong', () => {
    const text = report({ ...HARMLESS, lost: ['contoso: the approval'] }, OPTIONS);

    expect(text).toMatch(/^kill -9 of jobs +2$/m);
    expect(text).toMatch(/^recovery after kill -9 of a worker +mean 10\.0 s, max 11\.0 s, 2 steps$/m);
    expect(text).toMatch(/^seed +7$/m);
    expect(text).toContain('! lost: contoso: the approval');
  });
});
