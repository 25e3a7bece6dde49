import { lineOf, type Result } from '../test/attacks/run-area.ts';
import { runSuite } from '../test/attacks/run-suite.ts';
import { FIRST, STAGES, type Stage } from '../test/attacks/suite.ts';

/**
 * `npm run attacks [-- <area> ...]`: attacks a running exo in every way that is known. One line for each attempt; exit code 1
 * when one succeeds or could not be tried.
 */
// Ending at once still ends what was started: the supervisor does that when the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const began = Date.now();
const wanted = process.argv.slice(2);
const chosen = (stage: Stage): Stage[] => {
  const areas = stage.areas.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  return areas.length > 0 ? [{ ...stage, areas }] : [];
};
const tell = (result: Result) => {
  console.log(lineOf(result));
  if (result.outcome === 'untried') console.error(result.detail);
};

const first = await runSuite(chosen(FIRST), tell);
const others = await runSuite(STAGES.flatMap(chosen), tell);
const results = [...first.results, ...others.results];

const of = (outcome: Result['outcome']) => results.filter((each) => each.outcome === outcome);
for (const { area, what, detail } of [...of('succeeded'), ...of('untried')]) {
  console.log(`! ${area} | ${what}: ${detail}`);
}
for (const remark of [...first.remarks, ...others.remarks]) console.log(remark);
const slowest = results.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
console.log(`slowest: ${slowest.map(({ what, ms }) => `${(ms / 1000).toFixed(1)} s ${what}`).join('; ')}`);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(
  `${results.length} attempts: ${of('held').length} held, ${of('succeeded').length} SUCCEEDED, ${of('untried').length} not tried; ${seconds} s`,
);
process.exitCode = results.length > 0 && of('held').length === results.length ? 0 : 1;
