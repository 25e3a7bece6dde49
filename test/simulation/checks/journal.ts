import { openRecord } from '../../../src/process/records/record.ts';
import { createRecordSeal } from '../../../src/process/records/record-seal.ts';
import type { JournalEntry } from '../../../src/runs/events.ts';
import { JOURNAL } from '../../../src/runs/records/journal.ts';
import type { World } from '../world/world.ts';

/** The lines of a run's journal as they stand in Redis, under their seal. */
export function journalOf(world: World, run: string): JournalEntry[] {
  const seal = createRecordSeal([world.roleKeys.seal]);
  return (world.server.keys.list(world.keys.journal(run)) ?? []).flatMap((line) => {
    const read = openRecord(JOURNAL, seal, `journal ${run}`, line);
    if (!read.ok) world.violate(`a line of the journal of ${run} cannot be read: ${read.why}`);
    return read.ok ? [read.value] : [];
  });
}

const ONCE: ReadonlySet<string> = new Set(['started', 'done', 'failed', 'lost', 'approval asked']);

/** Nothing is recorded twice. */
export function checkJournal(world: World, run: string): void {
  const seen = new Set<string>();
  for (const { what, step, attempt, detail } of journalOf(world, run)) {
    const name = `${what} ${step ?? ''} ${attempt ?? ''}`;
    if (ONCE.has(what) && seen.has(name)) world.violate(`${run}: recorded twice: ${name} ${detail ?? ''}`);
    seen.add(name);
  }
}
