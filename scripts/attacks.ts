import { lineOf, type Result } from '../test/attacks/run-area.ts';
import { runSuite } from '../test/attacks/run-suite.ts';
import { WORLDS } from '../test/attacks/suite.ts';

/**
 * `npm run attacks [-- <area> ...]`: attacks a running exo in every way that is known. One line for each attempt; exit code 1
 * when one succeeds or could not be tried.
 */
const began = Date.now();
const wanted = process.argv.slice(2);
const worlds = WORLDS.map(({ runners, areas }) => ({
  runners,
  areas: areas.filter(({ name }) => wanted.length === 0 || wanted.includes(name)),
})).filter(({ areas }) => areas.length > 0);

const results = await runSuite(worlds, (result) => console.log(lineOf(result)));

const of = (outcome: Result['outcome']) => results.filter((each) => each.outcome === outcome);
for (const { area, what, detail } of [...of('succeeded'), ...of('untried')])
  console.log(`! ${area} | ${what}: ${detail}`);
const slowest = results.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
console.log(`slowest: ${slowest.map(({ what, ms }) => `${(ms / 1000).toFixed(1)} s ${what}`).join('; ')}`);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(
  `${results.length} attempts: ${of('held').length} held, ${of('succeeded').length} SUCCEEDED, ${of('untried').length} not tried; ${seconds} s`,
);
process.exitCode = of('held').length === results.length ? 0 : 1;
