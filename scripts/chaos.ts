import { join } from 'node:path';
import { runChaos } from '../test/chaos/chaos.ts';
import { readOptions } from '../test/chaos/options.ts';
import { faultsOf, report } from '../test/chaos/report.ts';
import buildOnce from '../test/support/built/setup.ts';

/**
 * `npm run chaos [-- --runs N --seconds N --seed S]`: onboards customers with real processes while they are killed, cut off
 * from one another and short of everything. Exit code 1 when something was lost, done twice or never ended.
 */
// Ending at once still ends what was started: the supervisor does that when the process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

// Much is started again and again: from few files, and what Node compiled once is kept.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '..', '.exo', 'compile-cache');
await buildOnce();
const options = readOptions(process.argv.slice(2), Math.floor(Math.random() * 1_000_000));
console.log(`${options.runs} runs in ${options.seconds} s, seed ${options.seed}`);
const result = await runChaos(options);
console.log(report(result, options));
process.exitCode = faultsOf(result).length === 0 ? 0 : 1;
