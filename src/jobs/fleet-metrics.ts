import { Gauge, type Registry } from 'prom-client';
import type { Quarantine } from '../process/records/quarantine.ts';
import type { RunnerRegistry } from '../runs/fleet/runner-registry.ts';
import type { RunStore } from '../runs/store/store.ts';

export interface Fleet {
  readonly store: RunStore;
  readonly quarantine: Quarantine;
  readonly runners: RunnerRegistry;
  /** Names of the configured runners. */
  readonly configured: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const DAY_MS = 24 * 3_600_000;
const FINAL = new Set(['finished', 'declined', 'cancelled']);

/** Shows runs, runners, certificates and what was set aside; all of it is read when somebody asks. */
export function watchFleet(registry: Registry, fleet: Fleet): void {
  const { store, quarantine, runners, configured, now } = fleet;
  const registers = [registry];
  const board = readOnce(() => store.board());
  new Gauge({
    name: 'exo_runs',
    help: 'Tenants by the state of their latest onboarding.',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      for (const { state } of await board()) this.inc({ state });
    },
  });
  new Gauge({
    name: 'exo_oldest_run_seconds',
    help: 'For how long the longest waiting open run has been in this state.',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      const open = (await board()).filter(({ state }) => !FINAL.has(state));
      for (const [state, rows] of Map.groupBy(open, (row) => row.state)) {
        const since = rows.reduce((oldest, row) => Math.min(oldest, row.since), now());
        this.set({ state }, (now() - since) / 1000);
      }
    },
  });
  new Gauge({
    name: 'exo_certificate_days',
    help: "Days until a customer's certificate ends.",
    labelNames: ['tenant'],
    registers,
    async collect() {
      this.reset();
      for (const { label, validUntil } of await store.onboarded()) {
        this.set({ tenant: label }, (Date.parse(validUntil) - now()) / DAY_MS);
      }
    },
  });
  new Gauge({
    name: 'exo_runner_unseen_seconds',
    help: 'Seconds since the last heartbeat of a configured runner; a year when it was never there.',
    labelNames: ['runner'],
    registers,
    async collect() {
      const beats = await runners.heartbeats(configured);
      for (const runner of configured) {
        const beat = beats.get(runner);
        this.set({ runner }, beat ? (now() - Date.parse(beat.at)) / 1000 : 365 * 24 * 3600);
      }
    },
  });
  new Gauge({
    name: 'exo_quarantine_entries',
    help: 'Entries of Redis that were set aside because they cannot be read or believed.',
    registers,
    async collect() {
      const { entries, more } = await quarantine.read();
      this.set(entries.length + more);
    },
  });
}

/** All gauges of one scrape share one reading. */
function readOnce<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}
