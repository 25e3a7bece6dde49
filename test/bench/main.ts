import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { inTable, isWithin, type Measure } from './measure.ts';
import { measureBot } from './sections/bot.ts';
import { measureChat } from './sections/chat.ts';
import { measureEngine } from './sections/engine.ts';
import { measureRequests } from './sections/graph.ts';
import { measureGrowth } from './sections/growth.ts';
import { measureRecovery } from './sections/recovery.ts';
import { measureAtRest } from './sections/rest.ts';

/** In the order of their time: each ends within a few minutes. */
const SECTIONS: Readonly<Record<string, () => Promise<Measure[]>>> = {
  bot: measureBot,
  graph: measureRequests,
  chat: measureChat,
  rest: () => measureAtRest(200),
  engine: () => measureEngine(200),
  recovery: measureRecovery,
  growth: () => measureGrowth({ open: 10_000, runners: 400 }),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(SECTIONS, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no section ${unknown[0]}. Name one of: ${Object.keys(SECTIONS).join(', ')}.\n`);
  process.exit(2);
}

const measures: Measure[] = [];
for (const [name, measure] of Object.entries(SECTIONS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const found = await measure();
  measures.push(...found);
  if (!values.json) process.stdout.write(inTable(found));
}
if (values.json) {
  const [cpu] = cpus();
  const machine = { cores: cpus().length, model: cpu?.model ?? '', node: process.version, platform: process.platform };
  const rows = measures.map((each) => ({ ...each, ok: isWithin(each) }));
  const about = { at: new Date().toISOString(), commit: commit(), machine };
  process.stdout.write(`${JSON.stringify({ ...about, measures: rows }, null, 2)}\n`);
}
process.exit(measures.every(isWithin) ? 0 : 1);

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
}
