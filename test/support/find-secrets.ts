/** A secret as it could stand in a text: as it is, or in one of the usual codings, also in the middle of what was coded. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const coded = [0, 1, 2].map((shift) => {
    // Each group of four characters says three bytes; the first and last group may hold bytes of the neighbours.
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(shift === 0 ? 0 : 4, -1);
  });
  const url = coded.map((each) => each.replaceAll('+', '-').replaceAll('/', '_'));
  const json = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, json, encodeURIComponent(secret), bytes.toString('hex'), ...coded, ...url])];
}

/** Tokens are base64url inside a text that could be coded itself: what they say in clear. */
function payloadsOf(text: string): string {
  const parts = text.matchAll(/eyJ[\w-]{8,}(?:\.[\w-]+)*/g);
  return [...parts]
    .flatMap(([token]) => token.split('.'))
    .map((part) => Buffer.from(part, 'base64url').toString())
    .join('\n');
}

/**
 * Looks for secrets in what was written.
 * @param secrets value by name
 * @param places text by the name of where it stands
 * @returns one line for each secret that stands somewhere, without the secret
 */
export function findSecrets(secrets: ReadonlyMap<string, string>, places: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [where, text] of places) {
    const all = `${text}\n${payloadsOf(text)}`;
    for (const [name, secret] of secrets) {
      if (formsOf(secret).some((form) => all.includes(form))) found.push(`${name} in ${where}`);
    }
  }
  return found;
}
