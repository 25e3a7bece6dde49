/** Work by run: side by side for different runs, in order for one. What comes twice before it is begun is done once. */
export interface Lanes<T> {
  add(run: string, name: string, item: T): void;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
}

/**
 * @param most runs that are worked on at the same time
 * @param work one turn of a run with everything that came together; must not throw
 */
export function createLanes<T>(most: number, work: (run: string, items: readonly T[]) => Promise<void>): Lanes<T> {
  const waiting = new Map<string, Map<string, T>>();
  const busy = new Map<string, Promise<void>>();

  function beginNext(): void {
    for (const [run, items] of waiting) {
      if (busy.size >= most) return;
      if (busy.has(run)) continue;
      waiting.delete(run);
      const turn = work(run, [...items.values()]).finally(() => {
        busy.delete(run);
        beginNext();
      });
      busy.set(run, turn);
    }
  }

  return {
    add(run, name, item) {
      const items = waiting.get(run) ?? new Map<string, T>();
      waiting.set(run, items.set(name, item));
      beginNext();
    },
    async idle() {
      while (busy.size > 0) await Promise.all(busy.values());
    },
  };
}
