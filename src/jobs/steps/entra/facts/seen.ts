/** Longer than a run needs from one step to the next, short enough that nobody has begun to change what was seen. */
const FRESH_MS = 5 * 60_000;

type Seen<T> = { readonly at: string; readonly what: T } | null | undefined;

/** What an earlier step saw, while that was a moment ago; undefined when it must be read again. */
export function freshly<T>(seen: Seen<T>, now: Date): { what: T } | undefined {
  if (!seen) return undefined;
  const age = now.getTime() - Date.parse(seen.at);
  return age >= 0 && age <= FRESH_MS ? { what: seen.what } : undefined;
}
