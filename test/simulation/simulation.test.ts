import { expect, test } from 'vitest';
import { describe as describeSum, runSeeds } from './run-seeds.ts';
import { simulate } from './simulate.ts';
import { createPromptSignatures } from './time/prompt-signatures.ts';

/** Always the same worlds, and few of them: the search for new mistakes is `npm run simulate`. */
const WORLDS = 2;
const FIRST = 4;
const SECONDS = 10;

/**
 * Seeds that once showed a mistake, with what it was. A change of the code changes what happens in a seed; what they found
 * is held by tests of its own besides.
 */
const FAILED_ONCE = [
  // Redis was in trouble twice in a row, and the process that read the event streams ended.
  2,
  // A command was carried out again after its run was made, and made a second one, once after a person had cancelled it.
  9,
  19, 23, 24, 26, 27, 30, 36,
  // The slow look put a deadline back that had just been cleared.
  113,
  // The last attempt at a command wrote over the live card of the run that it had begun.
  1_000_058, 1_000_101,
  // A bot that stood still, or died while its message was on the way, wrote an older state over the last one of a card.
  3, 1_000_053,
  // A command was given up without a word while Redis was in trouble.
  5_000_003,
  // A bot that stood still posted an approval card after it had been closed.
  1_000_061,
  // A command that was carried out again wrote "looking up" over its answer, and nobody wrote the answer again.
  7_000_016,
  // The last attempt at a command that had met an open run wrote over its live card, which had moved into its message.
  105,
  // A process that stood still added the job of an attempt that another had taken for lost, when the run was over.
  8_000_026,
];

test.each(FAILED_ONCE)('seed %i shows no mistake any more', { timeout: 300_000 }, async (seed) => {
  const { violations } = await simulate(String(seed), createPromptSignatures());
  expect(violations).toEqual([]);
});

/** Seeds of worlds in which tenants are rotated, suspended, resumed and offboarded too. */
const LIFECYCLES_FAILED_ONCE = [
  // A bot died after it had suspended a tenant, before it ended the onboarding there: that went on and was given rights.
  2,
];

test.each(LIFECYCLES_FAILED_ONCE)(
  'the lives of tenants with seed %i show no mistake any more',
  {
    timeout: 300_000,
  },
  async (seed) => {
    const { violations } = await simulate(String(seed), createPromptSignatures(), undefined, 'lifecycle');
    expect(violations).toEqual([]);
  },
);

/** Seed 1 failed once too: as with seed 2, the process that read the event streams ended. */
test('the same seed has the same trace', { timeout: 300_000 }, async () => {
  const [one, other] = [await simulate('1', createPromptSignatures()), await simulate('1', createPromptSignatures())];
  expect(one.violations).toEqual([]);
  expect(one.trace.length).toBeGreaterThan(1000);
  expect(other.trace).toEqual(one.trace);
  expect(other.hash).toBe(one.hash);
});

test('some worlds show no violation', { timeout: 300_000 }, async () => {
  const sum = await runSeeds(FIRST, ({ realMs, seeds }) => realMs >= SECONDS * 1000 || seeds >= WORLDS);
  process.stdout.write(`simulation: ${describeSum(sum)}\n`);
  expect(sum.failed.map(({ seed, violations }) => [seed, violations])).toEqual([]);
});
