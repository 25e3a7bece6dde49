import { distance } from 'fastest-levenshtein';

/** A candidate and how many letters are wrong about it. */
export interface Match {
  readonly candidate: string;
  readonly score: number;
}

/** The candidates that somebody may have meant, nearest first. */
export function nearest(typed: string, candidates: readonly string[], limit = 5): string[] {
  return matches(typed, candidates)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

export function bestMatch(typed: string, candidates: readonly string[]): Match | undefined {
  return matches(typed, candidates)[0];
}

function matches(typed: string, candidates: readonly string[]): Match[] {
  const wanted = typed.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return candidates
    .map((candidate) => ({ candidate, score: scoreOf(wanted, candidate.toLowerCase()) }))
    .filter(({ score }) => score <= allowed)
    .sort((a, b) => a.score - b.score || a.candidate.localeCompare(b.candidate));
}

/** A beginning that was not typed to its end, or letters in a wrong order, count as one letter off. */
function scoreOf(typed: string, candidate: string): number {
  const isBeginning = typed.length >= 3 && candidate.startsWith(typed);
  const isJumbled = typed !== candidate && sorted(typed) === sorted(candidate);
  return isBeginning || isJumbled ? Math.min(1, distance(typed, candidate)) : distance(typed, candidate);
}

function sorted(word: string): string {
  return [...word].sort().join('');
}
