import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Readiness } from '../readiness/readiness.ts';

/** What a process counts, for Prometheus. Names and labels are what dashboards and alerts rely on. */
export interface Metrics {
  readonly registry: Registry;
  /** A step ended here. @param code of the failure; empty when it is done */
  stepEnded(step: string, outcome: string, code: string, seconds: number): void;
  /** A step was taken from its queue after so many seconds. */
  stepWaited(step: string, seconds: number): void;
  /** A loop made a good turn. */
  turned(loop: 'orchestrator' | 'delivery'): void;
  /** Somebody was not believed. @param what `token` of a request, `job` of a queue */
  refused(what: 'token' | 'job'): void;
  /** Microsoft asked to wait (429). */
  throttled(service: 'graph' | 'teams'): void;
  /** Shows what the process watches of itself. */
  watch(readiness: Readiness): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const results = new Counter({
    name: 'exo_step_results_total',
    help: 'Steps that ended in this process, by outcome and code of the failure.',
    labelNames: ['step', 'outcome', 'code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'exo_step_seconds',
    help: 'How long a step took.',
    labelNames: ['step'],
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 300],
    registers,
  });
  const waited = new Histogram({
    name: 'exo_queue_seconds',
    help: 'How long a step was in the queue of its worker.',
    labelNames: ['step'],
    buckets: [0.1, 0.3, 1, 3, 10, 30, 100, 1000, 10_000],
    registers,
  });
  const turns = new Counter({
    name: 'exo_turns_total',
    help: 'Good turns of the loops: each looks at everything every few seconds.',
    labelNames: ['loop'],
    registers,
  });
  const refused = new Counter({
    name: 'exo_refused_total',
    help: 'Requests and jobs that were not believed: a wrong token or signature.',
    labelNames: ['what'],
    registers,
  });
  const throttled = new Counter({
    name: 'exo_throttled_total',
    help: 'Answers of Microsoft that asked to wait (429).',
    labelNames: ['service'],
    registers,
  });
  // There from the start, so that the first increase is seen.
  for (const what of ['token', 'job'] as const) refused.inc({ what }, 0);
  for (const service of ['graph', 'teams'] as const) throttled.inc({ service }, 0);
  return {
    registry,
    stepEnded(step, outcome, code, took) {
      results.inc({ step, outcome, code });
      seconds.observe({ step }, took);
    },
    stepWaited: (step, seconds) => waited.observe({ step }, seconds),
    turned: (loop) => turns.inc({ loop }),
    refused: (what) => refused.inc({ what }),
    throttled: (service) => throttled.inc({ service }),
    watch(readiness) {
      new Gauge({
        name: 'exo_condition',
        help: 'What the process needs for its work: 0 ok, 1 warning, 2 stops.',
        labelNames: ['name'],
        registers,
        collect() {
          this.reset();
          for (const { name, state } of readiness.conditions()) {
            this.set({ name }, state === 'ok' ? 0 : state === 'warning' ? 1 : 2);
          }
        },
      });
    },
  };
}
