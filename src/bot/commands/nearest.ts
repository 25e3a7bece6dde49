import { distance } from 'fastest-levenshtein';

/** The candidates that somebody may have meant, nearest first. */
export function nearest(typed: string, candidates: readonly string[], limit = 5): string[] {
  const wanted = typed.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return candidates
    .map((candidate) => ({ candidate, score: scoreOf(wanted, candidate.toLowerCase()) }))
    .filter(({ score }) => score <= allowed)
    .sort((a, b) => a.score - b.score || a.candidate.localeCompare(b.candidate))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** A beginning that was not typed to its end counts as one letter off. */
function scoreOf(typed: string, candidate: string): number {
  const isPrefix = typed.length >= 3 && (candidate.startsWith(typed) || typed.startsWith(candidate));
  return isPrefix ? Math.min(1, distance(typed, candidate)) : distance(typed, candidate);
}
