/** Runs that another process wrote for when they were tried. */
export interface Elsewhere {
  note(runId: string): void;
  has(runId: string): boolean;
}

/**
 * Asking in every turn for what a process that died has locked would keep Redis busy until the locks end.
 * @param forMs how long a run is left alone
 * @param now milliseconds since 1970
 */
export function createElsewhere(forMs: number, now: () => number): Elsewhere {
  const until = new Map<string, number>();
  return {
    note(runId) {
      until.set(runId, now() + forMs);
    },
    has(runId) {
      const left = (until.get(runId) ?? 0) - now();
      // Further away than it was set: the clock was set back.
      if (left > 0 && left <= forMs) return true;
      until.delete(runId);
      return false;
    },
  };
}
