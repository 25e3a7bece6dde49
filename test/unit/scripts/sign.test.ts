import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signScripts } from '../../../scripts/bundle/sign.ts';

const SIGN = "require('node:fs').appendFileSync(process.argv[1], '# signed')";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo-sign-'));
  mkdirSync(join(folder, 'Public'));
  writeFileSync(join(folder, 'Public', 'a b.ps1'), '');
  writeFileSync(join(folder, 'm.psd1'), '');
  writeFileSync(join(folder, 'services.xml'), '');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('signing the scripts of a bundle', () => {
  it('gives every PowerShell file to the command, and no other file', () => {
    const signed = signScripts([folder], [process.execPath, '-e', SIGN]);

    expect(signed.toSorted()).toEqual([join(folder, 'Public', 'a b.ps1'), join(folder, 'm.psd1')]);
    for (const file of signed) expect(readFileSync(file, 'utf8')).toBe('# signed');
    expect(readFileSync(join(folder, 'services.xml'), 'utf8')).toBe('');
  });

  it('makes no bundle when a file was not signed', () => {
    expect(() => signScripts([folder], [process.execPath, '-e', 'process.exit(3)'])).toThrow(
      /did not sign .*exit code 3/,
    );
    expect(() => signScripts([folder], [])).toThrow(/--sign needs a command/);
  });
});
