import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { trustEntra } from './play/approving.ts';
import { startConsole } from './play/console.ts';
import { playHeadless } from './play/headless.ts';
import { SCENARIOS, type ScenarioName } from './play/scenarios.ts';
import { welcome } from './play/welcome.ts';
import { createSupervisor, type Supervisor } from './system/supervisor.ts';
import { startSystem } from './system/system.ts';

const { values: options } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    lag: { type: 'boolean', default: false },
    trouble: { type: 'boolean', default: false },
    'step-up': { type: 'boolean', default: false },
    year: { type: 'boolean', default: false },
    /** Leaves logs and state where they are. */
    keep: { type: 'boolean', default: false },
  },
});
const name: ScenarioName = (['trouble', 'lag', 'step-up', 'year'] as const).find((each) => options[each]) ?? 'plain';
const folder = mkdtempSync(join(tmpdir(), 'exo-demo-'));
/** Ctrl-C: how the demo ends, and a failure only of a play that was not over. */
const STOPPED = 130;
const print = (line: string) => console.log(line);

const code = await run();
const failed = code !== 0 && (options.headless || code !== STOPPED);
if (options.keep || failed) print(`\nLogs and state: ${folder}`);
else rmSync(folder, { recursive: true, force: true });
// The terminal's input would keep the process alive.
process.exit(failed ? code : 0);

async function run(): Promise<number> {
  const ended = Promise.withResolvers<number>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ended.resolve(STOPPED));
  const supervisor = createSupervisor(join(folder, 'logs'), (process, code) => {
    const lines = supervisor.logOf(process).split('\n').slice(-15).join('\n');
    print(`\n${process} ended by itself (exit code ${code}). Its last lines:\n${lines}`);
    ended.resolve(1);
  });
  try {
    return await Promise.race([ended.promise, play(supervisor, ended.promise)]);
  } catch (error) {
    print(`\n${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await supervisor.stopAll();
  }
}

async function play(supervisor: Supervisor, ended: Promise<number>): Promise<number> {
  const scenario = SCENARIOS[name];
  print('\nStarting');
  const system = await startSystem({
    folder,
    supervisor,
    redisUrl: process.env['REDIS_URL'],
    say: (line) => print(`  ready  ${line}`),
    stepUp: scenario.stepUp ?? false,
    quickYear: scenario.quickYear ?? false,
    ...(scenario.lag ? { lag: scenario.lag } : {}),
  });
  if (!system.durable) print('\n  This Redis is a program in JavaScript: slow, and NOTHING IS KEPT.');
  if (scenario.stepUp) trustEntra(system.entraCaPath);
  await scenario.prepare?.(system);
  if (options.headless) return playHeadless(system, scenario, print);
  print(welcome(system.playground, scenario));
  startConsole(await system.openChat(), process.stdin, print);
  return ended;
}
