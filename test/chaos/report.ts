import type { ChaosOptions } from './options.ts';
import type { Verdict } from './verdict.ts';

export interface ChaosResult extends Verdict {
  readonly runs: number;
  readonly struck: ReadonlyMap<string, number>;
  readonly recovered: readonly number[];
  readonly retries: number;
  readonly repeats: number;
  /** Our processes that ended though nobody had killed them. */
  readonly ended: readonly string[];
  readonly seconds: number;
}

/** What must be empty at the end. */
export function faultsOf(result: ChaosResult): string[] {
  const { lost, recordedTwice, hanging, effectsTwice, ended } = result;
  const named = {
    lost,
    'recorded twice': recordedTwice,
    hanging,
    'effect twice': effectsTwice,
    'ended by itself': ended,
  };
  return Object.entries(named).flatMap(([what, all]) => all.map((each) => `${what}: ${each}`));
}

/** The figures of one run of the chaos, a line each. */
export function report(result: ChaosResult, { seed }: ChaosOptions): string {
  const { recovered } = result;
  const mean = recovered.reduce((sum, each) => sum + each, 0) / recovered.length;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    ...[...result.struck].toSorted().map(([name, times]) => row(name, times)),
    row('runs', result.runs),
    row('finished', result.finished),
    row('hanging', result.hanging.length),
    row('lost', result.lost.length),
    row('recorded twice', result.recordedTwice.length),
    row('effects twice', result.effectsTwice.length),
    row('attempts executed twice', result.executedTwice.length),
    row('closing words said twice', result.saidTwice),
    row('Retry clicked', result.retries),
    row('commands said again, as exo asked', result.repeats),
    row('processes that ended by themselves', result.ended.length),
    row(
      'recovery after kill -9 of a worker',
      recovered.length > 0
        ? `mean ${seconds(mean)}, max ${seconds(Math.max(...recovered))}, ${recovered.length} steps`
        : 'no step was cut off',
    ),
    row('took', `${result.seconds} s`),
    row('seed', seed),
    ...faultsOf(result).map((each) => `! ${each}`),
  ].join('\n');
}

const row = (name: string, value: string | number) => `${name.padEnd(44)}${value}`;
