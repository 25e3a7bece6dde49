import fc from 'fast-check';

/** Pieces that end strings, start commands or break lines in PowerShell, cmd and JSON. */
const PIECES = [
  "'",
  "''",
  '"',
  '`',
  '$(exit 1)',
  '$env:PATH',
  '\u0024{x}',
  ';',
  '|',
  '&',
  '&&',
  '%PATH%',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\\',
  '{',
  '}',
  '@(',
  '@"',
  '#>',
  '--%',
  '-Command',
  '\u2018',
  '\u2019',
  '\u201c',
  '\u201e',
  '\u00a0',
  '\ud83d\ude00',
  '\u202e',
  '\u0000',
  '\u007f',
  '\u2028',
  '##exo:',
  '2026-11-24T09:30:00Z',
  'Ärger',
  '日本',
  ' ',
];

/** Names as an attacker, or a very creative administrator, would choose them. */
export function hostileText(): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...PIECES) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  );
  return fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
}
