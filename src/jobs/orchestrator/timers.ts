/** One moment for each name. */
export interface Timers {
  /** A new moment takes the place of the old one. */
  at(name: string, moment: number, act: () => void): void;
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
  const set = (name: string, moment: number, act: () => void) => {
    clearTimeout(timers.get(name)?.timer);
    const begin = () => {
      timers.delete(name);
      act();
    };
    const timer = setTimeout(begin, Math.min(Math.max(moment - now(), 0), LONGEST_MS));
    timers.set(name, { moment, timer });
  };
  return {
    at: set,
    sooner(name, moment, act) {
      if (moment < (timers.get(name)?.moment ?? Number.POSITIVE_INFINITY)) set(name, moment, act);
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
