import type { OnboardedRow } from '../../runs/board.ts';
import { nextTurn } from '../../runs/drift/turn.ts';
import type { DueWork } from '../due/look-at-due.ts';
import { type LookContext, lookAt } from './look.ts';

/** Looks that are under way at the same time: a tenant that does not answer delays few others. */
const SIDE_BY_SIDE = 4;
const FULL_AGAIN_MS = 60_000;
/** Tried again this long after a look that was not answered. */
const FAILED_AGAIN_MS = 3_600_000;
/** Whoever onboarded a tenant a moment ago has just looked at it. */
const FIRST_AFTER_MS = 3_600_000;

export interface DriftWatch extends DueWork<'watch'>, AsyncDisposable {
  /** Settles when no look is under way. */
  idle(): Promise<void>;
}

/** Looks at every tenant once a day, each at a time of its own, and tells people only what they were not told before. */
export function createDriftWatch(context: LookContext): DriftWatch {
  const { due, now, logger } = context;
  const looks = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function look(row: OnboardedRow, member: string): Promise<void> {
    const about = { tenant: row.tenantId, label: row.label };
    try {
      const run = await lookAt(context, row, stopping.signal);
      if (run) logger.warn({ ...about, run }, 'somebody changed a tenant, telling people');
    } catch (error) {
      if (stopping.signal.aborted) return;
      logger.error({ ...about, err: error }, 'tenant could not be looked at, trying again in an hour');
      await due.postpone({ member }, now() + FAILED_AGAIN_MS);
    }
  }

  return {
    entryOf({ tenantId }) {
      const at = nextTurn(tenantId, now() + FIRST_AFTER_MS);
      return { kind: 'watch', tenantId, at, latest: at };
    },
    async settle(entry, row) {
      if (!row) return due.drop(entry);
      if (looks.size >= SIDE_BY_SIDE) {
        await due.postpone(entry, now() + FULL_AGAIN_MS);
        return;
      }
      // Several processes see it; the one that moves it looks.
      if (!(await due.postpone(entry, nextTurn(entry.tenantId, now())))) return;
      const running = look(row, entry.member).finally(() => looks.delete(running));
      looks.add(running);
    },
    idle: async () => {
      await Promise.allSettled(looks);
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.allSettled(looks);
    },
  };
}
