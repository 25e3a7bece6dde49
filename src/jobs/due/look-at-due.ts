import type { OnboardedRow } from '../../runs/board.ts';
import type { Due, DueKind } from '../../runs/due/due-entry.ts';
import type { DueEntry, DueList, Wanted } from '../../runs/due/due-list.ts';
import type { RunStore } from '../../runs/store/store.ts';

type OfKind<K extends DueKind> = Extract<Due, { kind: K }>;

/** What happens by itself, of one kind. Any number of processes may do it: each entry says so itself, to one of them. */
export interface DueWork<K extends DueKind = DueKind> {
  /** What the row of a tenant asks for; undefined for nothing. */
  entryOf(row: OnboardedRow): Wanted<OfKind<K>> | undefined;
  /** Does what is due, and postpones or drops its entry. */
  settle(entry: DueEntry<OfKind<K>>, row: OnboardedRow | undefined): Promise<void>;
}

export interface DueContext {
  readonly store: Pick<RunStore, 'onboarded'>;
  readonly due: DueList;
  /** Without a watch nobody asks for one, and what still lies there goes. */
  readonly works: { readonly renewal: DueWork<'renewal'>; readonly watch?: DueWork<'watch'> };
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The rows are the truth and change a few times a day. */
const COMPARE_EVERY_MS = 600_000;

/** @returns one look at what is due, for the orchestrator's turns */
export function createDueLook({ store, due, works, now }: DueContext): () => Promise<void> {
  let compared = Number.NEGATIVE_INFINITY;
  return async () => {
    // Clocks are set back too.
    const isOld = Math.abs(now() - compared) >= COMPARE_EVERY_MS;
    const passed = await due.passed(now());
    if (!isOld && passed.length === 0) return;
    // With thousands of tenants something is due every few seconds, and all rows are seconds of work.
    const some = isOld ? undefined : passed.map(({ tenantId }) => tenantId);
    const rows = new Map((await store.onboarded(some)).map((row) => [row.tenantId, row]));
    if (isOld) {
      const wanted = [...rows.values()].flatMap((row) => [works.renewal.entryOf(row), works.watch?.entryOf(row)]);
      await due.add(wanted.filter((entry) => entry !== undefined));
      compared = now();
    }
    for (const entry of passed) {
      const row = rows.get(entry.tenantId);
      if (entry.kind === 'renewal') await works.renewal.settle(entry, row);
      else if (works.watch) await works.watch.settle(entry, row);
      else await due.drop(entry);
    }
  };
}
