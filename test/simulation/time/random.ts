/** Chance from a seed: the same seed gives the same numbers. */
export interface Random {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from `from` up to and including `to`. */
  between(from: number, to: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Chance of its own, which does not change the numbers that follow here. */
  fork(name: string): Random;
}

/** sfc32, mixed from the seed by FNV-1a. */
export function createRandom(seed: string): Random {
  let [a, b, c, d] = [mix(`${seed} a`), mix(`${seed} b`), mix(`${seed} c`), 1];
  const step = () => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let count = 0; count < 12; count += 1) step();
  const random: Random = {
    next: step,
    between: (from, to) => from + Math.floor(step() * (to - from + 1)),
    chance: (probability) => step() < probability,
    pick: (list) => list[Math.floor(step() * list.length)] ?? list[0],
    fork: (name) => createRandom(`${seed}/${name}`),
  };
  return random;
}

function mix(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}
