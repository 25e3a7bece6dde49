import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inheritedEnvironment } from './environment.ts';

/** One process of the system: how to start it and how to know that it is ready. */
export interface ProcessPlan {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A line of its output that says that it is ready. */
  readonly ready: RegExp;
  /** The others need it: it ends after them. */
  readonly endsLast?: boolean;
}

export interface Supervisor {
  /** Resolves when the process is ready. @throws Error with the end of its log when it ends before, or takes too long. */
  start(plan: ProcessPlan): Promise<void>;
  /** Asks the process to end; kills it when that takes longer than 10 s. */
  stop(name: string): Promise<void>;
  /** Ends the process as a crash would (SIGKILL); what it had started stays. */
  kill(name: string): Promise<void>;
  /** Starts it again with the plan of before, after `stop`, `kill` or a crash. */
  startAgain(name: string): Promise<void>;
  /** How it was started last. @throws Error when there is no such process */
  planOf(name: string): ProcessPlan;
  /** Process id while it runs. */
  pidOf(name: string): number | undefined;
  /** Everything it wrote so far. */
  logOf(name: string): string;
  /** Ends every process and everything that they had started; nothing can be started afterwards. */
  stopAll(): Promise<void>;
}

interface Running {
  readonly plan: ProcessPlan;
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  expected: boolean;
}

const READY_MS = 90_000;
const STOP_MS = 10_000;

/**
 * @param folder where the logs go, `<folder>/<name>.log`.
 * @param onCrash called when a process ends that nobody had asked to.
 */
export function createSupervisor(folder: string, onCrash: (name: string, code: number | null) => void): Supervisor {
  mkdirSync(folder, { recursive: true });
  const plans = new Map<string, ProcessPlan>();
  const processes = new Map<string, Running>();
  const groups = new Set<number>();
  let stopped = false;
  const endGroups = () => {
    for (const group of groups) endGroup(group);
  };
  // Also when we end by an error of our own: nothing is left behind.
  process.once('exit', endGroups);
  const logFile = (name: string) => join(folder, `${name}.log`);
  // Somebody may have cleared the folder: that must not keep us from ending what runs.
  const logOf = (name: string) => (existsSync(logFile(name)) ? readFileSync(logFile(name), 'utf8') : '');

  async function start(plan: ProcessPlan): Promise<void> {
    if (stopped) throw new Error('The system is stopping');
    plans.set(plan.name, plan);
    appendFileSync(logFile(plan.name), '');
    const child = spawn(plan.command, plan.args, {
      env: { ...inheritedEnvironment(process.env), ...plan.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C reaches us alone, and the whole group can be ended.
      detached: process.platform !== 'win32',
      ...(plan.cwd ? { cwd: plan.cwd } : {}),
    });
    if (child.pid) groups.add(child.pid);
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const running: Running = { plan, child, ended, expected: false };
    processes.set(plan.name, running);
    child.once('exit', (code) => {
      if (processes.get(plan.name) === running) processes.delete(plan.name);
      if (!running.expected) onCrash(plan.name, code);
    });
    await becomesReady(running, (line) => appendFileSync(logFile(plan.name), `${line}\n`), logOf);
  }

  function planOf(name: string): ProcessPlan {
    const plan = plans.get(name);
    if (!plan) throw new Error(`There is no process ${name}`);
    return plan;
  }

  async function end(name: string, signal: NodeJS.Signals): Promise<void> {
    const running = processes.get(name);
    if (!running) return;
    running.expected = true;
    running.child.kill(signal);
    const timer = setTimeout(() => running.child.kill('SIGKILL'), STOP_MS);
    await exited(running.child);
    clearTimeout(timer);
  }

  return {
    start,
    stop: (name) => end(name, 'SIGTERM'),
    kill: (name) => end(name, 'SIGKILL'),
    startAgain: (name) => start(planOf(name)),
    planOf,
    pidOf: (name) => processes.get(name)?.child.pid,
    logOf,
    async stopAll() {
      stopped = true;
      const all = [...processes.values()];
      const endAll = (chosen: Running[]) => Promise.all(chosen.map(({ plan }) => end(plan.name, 'SIGTERM')));
      await endAll(all.filter(({ plan }) => !plan.endsLast));
      await endAll(all.filter(({ plan }) => plan.endsLast));
      endGroups();
      process.off('exit', endGroups);
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

function becomesReady(running: Running, write: (line: string) => void, logOf: (name: string) => string): Promise<void> {
  const { plan, child } = running;
  return new Promise((resolve, reject) => {
    const fail = (what: string) => {
      clearTimeout(timer);
      const end = logOf(plan.name).split('\n').slice(-25).join('\n');
      reject(new Error(`The process ${plan.name} ${what}. The end of its log:\n${end}`));
    };
    const timer = setTimeout(() => fail('does not become ready'), READY_MS);
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface(stream).on('line', (line) => {
        write(line);
        if (!plan.ready.test(line)) return;
        clearTimeout(timer);
        resolve();
      });
    }
    child.once('error', (error) => fail(`cannot be started: ${error.message}`));
    child.once('close', (code) => fail(`ended with ${code} before it was ready`));
  });
}

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Ends what the processes had started themselves and left behind. */
function endGroup(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody of the group is left, which is what we want.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
