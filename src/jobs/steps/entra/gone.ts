import type { Tools } from './tools.ts';

/** Replicas answer in turn. */
const LOOKS = 3;
const APART_MS = 200;

/**
 * Looks for what is taken out. One replica that does not know it says nothing, and what is taken for gone would keep its rights
 * while the keys that could remove them are erased.
 * @returns what was found; undefined when nobody knows it
 */
export async function unlessGone<T>(tools: Tools, look: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let looks = 1; ; looks++) {
    const found = await look();
    if (found !== undefined || looks === LOOKS) return found;
    await tools.pause(APART_MS, tools.signal);
  }
}
