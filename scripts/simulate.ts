import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describe, runSeeds } from '../test/simulation/run-seeds.ts';
import { LONG } from '../test/simulation/simulate.ts';
import { checkYear } from '../test/simulation/year/check-year.ts';

/**
 * `npm run simulate -- --seconds 60 --seed 1`: one world after the other, seed by seed, in virtual time. Prints each seed with
 * a violation, and a line about all of it at the end; exit code 1 when there was one.
 * `--long` lets each world live four times as long, and finds what takes its time; a seed lives another life then.
 * `--lifecycle` has tenants rotated, suspended, resumed and offboarded too.
 * `--year` lives the year of two hundred tenants and their certificates instead.
 * `--worlds 1` ends after so many; `--trace <file>` writes what happened in the last one.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    worlds: { type: 'string' },
    trace: { type: 'string' },
    long: { type: 'boolean', default: false },
    year: { type: 'boolean', default: false },
    lifecycle: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const seconds = Number(values.seconds);
const worlds = values.worlds === undefined ? Number.POSITIVE_INFINITY : Number(values.worlds);
if (![first, seconds, worlds].every((each) => each > 0)) {
  console.error(
    'Use: npm run simulate -- --seconds <number> --seed <number> [--long] [--lifecycle] [--year] [--worlds <number>] [--trace <file>]',
  );
  process.exit(1);
}

if (values.year) {
  const { wrong, renewals, busiestDay, reminders, silent } = await checkYear(200);
  for (const each of wrong) console.log(`  ${each}`);
  console.log(
    `200 tenants, ${renewals} renewals, at most ${busiestDay} in a day; ${silent} never answer, ${reminders} reminders; ` +
      `${wrong.length} violations; ${Math.round(performance.now() / 1000)} s`,
  );
  process.exit(wrong.length === 0 ? 0 : 1);
}

let told = performance.now();
const sum = await runSeeds(
  first,
  (so) => {
    if (performance.now() - told > 60_000) {
      told = performance.now();
      console.log(describe(so));
    }
    return so.realMs >= seconds * 1000 || so.seeds >= worlds;
  },
  ({ seed, hash, faults, violations, trace }) => {
    if (values.trace !== undefined) writeFileSync(values.trace, trace.join('\n'));
    if (violations.length === 0 && worlds !== 1) return;
    console.log(`seed ${seed}: trace ${hash}, ${faults} faults, ${violations.length} violations`);
    for (const each of violations) console.log(`  ${each}`);
  },
  values.long ? LONG : undefined,
  values.lifecycle ? 'lifecycle' : undefined,
);
console.log(describe(sum));
process.exitCode = sum.failed.length === 0 ? 0 : 1;
