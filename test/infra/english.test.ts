import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** Turns of phrase of another language in English words, and what people of the trade say. */
const SAY_INSTEAD: readonly (readonly [dialect: RegExp, english: string])[] = [
  [/\bif it stays\b/i, 'if this persists'],
  [/\b(?:has|have) not the\b/i, 'does not have the'],
  [/(?<!\bthere )\b(?:is|are) no (?!longer\b|one\b)[A-Za-z]/i, 'is not a'],
  [/(?<!Graph )\bare? not there\b(?! yet)/i, 'is offline, does not exist'],
  [/, of them\b/i, ', including'],
  [/\btime to decide is over\b/i, 'expired at'],
  [/\bcannot note down\b/i, 'could not record'],
  [/\bfault of its own\b/i, 'an internal error'],
  [/\banew\b/i, 'again'],
  [/\bnobody said it\b/i, 'it was not requested'],
  [/\bis over since\b/i, 'ended at'],
  [/\bfor want of\b/i, 'because ... is missing'],
  [/\bcertificate\b.*\bends (?:in|on)\b/i, 'expires in, expires on'],
  [/\btenants?\b.* (?:is|was) taken out\b|\btaking out \$|\btake a tenant out\b/i, 'is offboarded'],
  [/\btokens\b.*\blive on\b/i, 'stay valid'],
  [/\bno right to\b/i, 'does not have the right to'],
  [/\bfail meanwhile\b/i, 'fail in the meantime'],
  [/\bnoted? (?:it |this |that )?down\b/i, 'recorded'],
];

/** Files whose texts people read: cards, errors, logs, documents, the help of PowerShell functions, the installer. */
function files(): string[] {
  const listed = execFileSync('git', ['ls-files', 'src', 'docs', 'infra', 'demo', 'README.md'], { cwd: ROOT });
  return listed
    .toString()
    .split('\n')
    .filter((file) => /\.(?:ts|md|ps1|psm1|psd1|ya?ml)$/.test(file));
}

/** Comments of TypeScript are for those who change it; all else is for those who use it. */
function textOf(file: string): string[] {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  return file.endsWith('.ts') ? lines.map((line) => line.replace(/^\s*(?:\/\/|\/?\*).*|\s\/\/ .*/, '')) : lines;
}

describe('what people read', () => {
  it('is plain English', () => {
    const found = files().flatMap((file) =>
      textOf(file).flatMap((line, index) =>
        SAY_INSTEAD.filter(([dialect]) => dialect.test(line)).map(
          ([, english]) => `${file}:${index + 1}: ${line.trim()} (say: ${english})`,
        ),
      ),
    );

    expect(found).toEqual([]);
  });
});
