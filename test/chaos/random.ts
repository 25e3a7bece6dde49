/** Numbers from a seed: the same seed gives the same ones (mulberry32). */
export function createRandom(seed: number) {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const between = (low: number, high: number) => low + next() * (high - low);
  return {
    between,
    whole: (low: number, high: number) => Math.floor(between(low, high + 1)),
    /** One of them, as often as its weight says. */
    weighted<T extends { readonly weight: number }>(choices: readonly T[]): T {
      let left = next() * choices.reduce((sum, { weight }) => sum + weight, 0);
      for (const choice of choices) {
        left -= choice.weight;
        if (left < 0) return choice;
      }
      throw new Error('There is nothing to choose from.');
    },
    of<T>(choices: readonly T[]): T {
      const choice = choices[Math.floor(next() * choices.length)];
      if (choice === undefined) throw new Error('There is nothing to choose from.');
      return choice;
    },
  };
}
export type Random = ReturnType<typeof createRandom>;
