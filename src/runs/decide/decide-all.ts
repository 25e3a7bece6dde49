import type { RunEvent } from '../events.ts';
import type { Run } from '../run.ts';
import { type Decision, decide } from './decide.ts';

/**
 * What follows from several events that are known together, in their order, as one change. An event that the rules
 * refuse changes nothing.
 * @param now milliseconds since 1970
 */
export function decideAll(run: Run, events: readonly RunEvent[], now: number): Decision {
  let all: Decision = { run, effects: [], journal: [] };
  for (const event of events) {
    const next = decide(all.run, event, now);
    if (next.run === all.run) continue;
    all = {
      // However many events: one commit, and so one version.
      run: { ...next.run, version: run.version + 1 },
      effects: [...all.effects, ...next.effects],
      journal: [...all.journal, ...next.journal],
    };
  }
  return all;
}
