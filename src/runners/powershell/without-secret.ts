/** So many characters in a row are no accident. */
const PIECE = 12;

/**
 * Takes a step's secret out of what PowerShell says: a script that breaks may repeat what it was given, cut off or broken
 * into lines by the console. Pieces of it go as well; what is shorter than a piece stays.
 * @param secret as it was given; undefined: the step has none, and every text stays as it is
 */
export function withoutSecret(secret: unknown): (text: string) => string {
  const pieces = new Set([...textsOf(secret)].flatMap(piecesOf));
  if (pieces.size === 0) return (text) => text;
  return (text) => {
    const solid = [...text.matchAll(/\S/g)].map(({ index }) => index);
    const squeezed = text.replace(/\s/g, '');
    let clean = '';
    let kept = 0;
    for (let at = 0; at + PIECE <= squeezed.length; at += 1) {
      if (!pieces.has(squeezed.slice(at, at + PIECE))) continue;
      const from = solid[at] ?? 0;
      if (from >= kept) clean += `${text.slice(kept, from)}[redacted]`;
      kept = (solid[at + PIECE - 1] ?? from) + 1;
    }
    return clean + text.slice(kept);
  };
}

/** Each value of it, and the line in which it goes to the script. */
function* textsOf(secret: unknown): Generator<string> {
  if (typeof secret === 'string') yield secret;
  if (typeof secret !== 'object' || secret === null) return;
  yield Buffer.from(JSON.stringify(secret)).toString('base64');
  for (const value of Object.values(secret)) yield* textsOf(value);
}

function piecesOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - PIECE + 1) }, (_, at) => text.slice(at, at + PIECE));
}
