import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { holds, type Measure } from './measure.ts';
import { measureAtRest } from './measures/at-rest.ts';
import { measureRequests } from './measures/graph.ts';
import { measureGrowth } from './measures/growth.ts';
import { measureRecovery } from './measures/recovery.ts';
import { measureSpeed } from './measures/speed.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    many: { type: 'string', default: '200' },
    open: { type: 'string', default: '10000' },
  },
});
const PARTS: Readonly<Record<string, () => Promise<Measure[]>>> = {
  graph: () => measureRequests(),
  speed: () => measureSpeed(Number(values.many)),
  rest: () => measureAtRest(Number(values.many)),
  recovery: () => measureRecovery(),
  growth: () => measureGrowth(Number(values.open), 400),
};

const measures: Measure[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (values.only && values.only !== name) continue;
  const found = await part();
  measures.push(...found);
  if (!values.json) for (const each of found) process.stdout.write(`${lineOf(each)}\n`);
}
if (values.json) {
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? '',
    node: process.version,
    platform: process.platform,
  };
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), machine, measures }, null, 2)}\n`);
}
process.exitCode = measures.every(holds) ? 0 : 1;

function lineOf(measure: Measure): string {
  const { name, value, unit, limit, detail } = measure;
  const bound = limit ? ('most' in limit ? `<= ${limit.most}` : `>= ${limit.least}`) : '';
  return [
    name.padEnd(52),
    `${value}${unit}`.padStart(10),
    bound.padStart(9),
    holds(measure) ? 'ok ' : 'NOT',
    detail,
  ].join('  ');
}
