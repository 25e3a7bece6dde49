import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { withoutSecret } from '../../../src/runners/powershell/without-secret.ts';

const password = randomBytes(32).toString('base64');
const pfx = randomBytes(2600).toString('base64');
const clean = withoutSecret({ pfx, password });

describe('what PowerShell says', () => {
  it.each([
    ['as it is', password],
    ['broken into lines', password.replace(/.{15}/g, '$&\r\n')],
    ['cut off', pfx.slice(0, 700)],
    ['from the middle', pfx.slice(700, 900)],
    ['twice', `${password} ${password}`],
    ['as the line that the script reads', Buffer.from(JSON.stringify({ pfx, password })).toString('base64')],
  ])('loses the secret %s and keeps the rest', (_what, said) => {
    // Quotes: a letter beside it could be the next one of the secret by chance.
    const text = clean(`The password "${said}" is not correct.`);

    expect(text).toMatch(/^The password "(?:\[redacted\]\s?)+[^"\s]{0,11}" is not correct\.$/);
  });

  it('stays JSON', () => {
    const text = clean(JSON.stringify({ note: `importing ${pfx} with ${password}`, level: 1 }));

    expect(JSON.parse(text)).toEqual({ note: 'importing [redacted] with [redacted]', level: 1 });
  });

  it('stays as it is where nothing of the secret is in it, and where there is no secret', () => {
    const text = 'Cannot find the requested object.\n  at line 3';

    expect(clean(text)).toBe(text);
    expect(withoutSecret(undefined)(password)).toBe(password);
  });
});
