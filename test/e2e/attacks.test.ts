import { expect, it } from 'vitest';
import { lineOf, type Result } from '../attacks/run-area.ts';
import { runSuite } from '../attacks/run-suite.ts';
import { QUICK } from '../attacks/suite.ts';

const told = (result: Result) => [lineOf(result), result.detail].filter(Boolean).join(': ');

it('holds against the quick part of the attack suite; npm run attacks is all of it', async () => {
  const { results } = await runSuite([QUICK], () => undefined);

  expect(results.filter(({ outcome }) => outcome !== 'held').map(told)).toEqual([]);
  expect(results.length).toBeGreaterThan(75);
});
