const GONE = '[redacted]';

/** Shapes that only secrets have, wherever they stand in a text. None of them reaches over a quote: a line stays JSON. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // redis://user:password@host, https://token@host
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'\\]+@/gi, `$1${GONE}@`],
  // PEM, also with its line ends written as \n, also cut off
  [/-----BEGIN [A-Z0-9 ]+-----[^"']*?(?:-----END [A-Z0-9 ]+-----|(?=["'])|$)/g, GONE],
  // JWT, JWS, JWE: base64url of {"
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g, GONE],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${GONE}`],
  // The private part of a JWK, and JSON members that are called like secrets, also with escaped quotes
  [/(\\?"(?:d|k|password|pwd|secret|passphrase|pfx|token|clientSecret|sealed)\\?"\s*:\s*\\?")[^"\\]+/gi, `$1${GONE}`],
  // Forms of OAuth and connection strings
  [
    /\b((?:client_secret|client_assertion|assertion|access_token|refresh_token|id_token|code|password|pwd)=)[^\s&"'\\]+/gi,
    `$1${GONE}`,
  ],
  // What Redis repeats of a command that it does not take, and commands that carry a password
  [/(with args beginning with: )[^"]*/gi, `$1${GONE}`],
  [/\b(AUTH|HELLO|SETUSER|requirepass|masterauth)(\s+(?!option\b|<)[^\s"'\\]+){1,6}/g, `$1 ${GONE}`],
  // PFX, DER and other long base64
  [/\b(?:MI[I-L][A-Za-z0-9+/_-]{60,}|[A-Za-z0-9+/_-]{300,})={0,2}/g, GONE],
];

/** Takes out of a text what looks like a secret: the last fence behind not saying any. */
export function scrub(text: string): string {
  return SHAPES.reduce((rest, [shape, instead]) => rest.replace(shape, instead), text);
}
