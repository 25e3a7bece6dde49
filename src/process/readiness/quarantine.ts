import type { Quarantine } from '../records/quarantine.ts';
import { ok, warning } from './condition.ts';
import type { Probe } from './readiness.ts';

/** Whether entries in Redis are being set aside just now: somebody writes what is not ours, or a release is too old. */
export function quarantineProbe(quarantine: Quarantine): Probe {
  let before: number | undefined;
  return {
    name: 'quarantine',
    everyMs: 30_000,
    // Each entry is a line when it is set aside.
    loggedElsewhere: true,
    late: { says: 'The entries that were set aside cannot be counted.', advice: 'Look whether Redis answers.' },
    async ask() {
      const { entries, more } = await quarantine.read();
      const count = entries.length + more;
      const grown = before === undefined ? 0 : count - before;
      before = count;
      if (grown <= 0)
        return ok(count === 0 ? 'Nothing is set aside.' : `${count} entries are set aside, no more of late.`);
      return warning(
        `${grown} more ${grown === 1 ? 'entry' : 'entries'} in Redis could not be read in the last 30 s (${count} in all).`,
        'Find out who else writes to this Redis, and whether all processes have the same release (docs/security.md).',
      );
    },
  };
}
