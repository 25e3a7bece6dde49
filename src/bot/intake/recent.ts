/** Ids that were seen not long ago, in the memory of this process. */
export interface Recent {
  has(id: string): boolean;
  add(id: string): void;
  forget(id: string): void;
}

/** @param keptMs how long an id is remembered. @param now milliseconds since 1970 */
export function createRecent(keptMs: number, now: () => number): Recent {
  const seen = new Map<string, number>();
  return {
    has: (id) => (seen.get(id) ?? 0) > now() - keptMs,
    add(id) {
      for (const [each, at] of seen) {
        if (at > now() - keptMs) break;
        seen.delete(each);
      }
      seen.set(id, now());
    },
    forget(id) {
      seen.delete(id);
    },
  };
}
