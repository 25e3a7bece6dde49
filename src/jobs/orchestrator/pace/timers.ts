/** One moment for each name. */
export interface Timers {
  /** Of two moments the earlier one counts. */
  sooner(name: string, moment: number, act: () => void): void;
  clear(name: string): void;
  clearAll(): void;
}

/** Longest time that a timer of Node can wait; whoever is called early looks again. */
const LONGEST_MS = 2 ** 31 - 1;

/** @param now milliseconds since 1970 */
export function createTimers(now: () => number): Timers {
  const timers = new Map<string, { readonly moment: number; readonly timer: NodeJS.Timeout }>();
  return {
    sooner(name, moment, act) {
      const old = timers.get(name);
      if (old && old.moment <= moment) return;
      clearTimeout(old?.timer);
      const begin = () => {
        timers.delete(name);
        act();
      };
      const timer = setTimeout(begin, Math.min(Math.max(moment - now(), 0), LONGEST_MS));
      timers.set(name, { moment, timer });
    },
    clear(name) {
      clearTimeout(timers.get(name)?.timer);
      timers.delete(name);
    },
    clearAll() {
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
