import { type Life, type Outcome, simulate } from './simulate.ts';
import { createPromptSignatures } from './time/prompt-signatures.ts';
import type { Story } from './world/world.ts';

export interface Sum {
  readonly seeds: number;
  readonly faults: number;
  readonly deaths: number;
  readonly runs: number;
  readonly executions: number;
  readonly virtualMs: number;
  readonly realMs: number;
  /** Time of the processor, in milliseconds: what other programs take of it does not count. */
  readonly cpuMs: number;
  readonly failed: readonly Outcome[];
}

/**
 * Lets one world after the other live.
 * @param first number of the first seed; the next ones follow
 * @param until whether it is enough, asked after each seed
 */
export async function runSeeds(
  first: number,
  until: (sum: Sum) => boolean,
  tell: (outcome: Outcome) => void = () => {},
  life?: Life,
  story?: Story,
): Promise<Sum> {
  const signatures = createPromptSignatures();
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  let sum: Sum = emptySum();
  do {
    const outcome = await simulate(String(first + sum.seeds), signatures, life, story);
    tell(outcome);
    const used = process.cpuUsage(cpu);
    sum = {
      seeds: sum.seeds + 1,
      faults: sum.faults + outcome.faults,
      deaths: sum.deaths + outcome.deaths,
      runs: sum.runs + outcome.runs,
      executions: sum.executions + outcome.executions,
      virtualMs: sum.virtualMs + outcome.virtualMs,
      realMs: performance.now() - began,
      cpuMs: (used.user + used.system) / 1000,
      failed: outcome.violations.length > 0 ? [...sum.failed, outcome] : sum.failed,
    };
  } while (!until(sum));
  return sum;
}

function emptySum(): Sum {
  const none = { seeds: 0, faults: 0, deaths: 0, runs: 0, executions: 0, virtualMs: 0, realMs: 0, cpuMs: 0 };
  return { ...none, failed: [] };
}

/** One line about all of it. */
export function describe(sum: Sum): string {
  const seconds = (ms: number) => Math.max(ms / 1000, 0.001);
  const [cpu, virtual] = [seconds(sum.cpuMs), seconds(sum.virtualMs)];
  return [
    `${sum.seeds} worlds, ${sum.runs} runs, ${sum.executions} steps executed`,
    `${sum.faults} faults, ${sum.deaths} deaths, ${sum.failed.length} worlds with violations`,
    `${Math.round(sum.faults / cpu)} faults per second of one core, ${Math.round(virtual / cpu)} times real time`,
    `${Math.round(virtual / 3600)} h of virtual time in ${Math.round(seconds(sum.realMs))} s`,
  ].join('; ');
}
