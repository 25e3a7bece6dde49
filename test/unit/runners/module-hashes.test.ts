import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { HASHES_FILE, hashModule, verifyModule } from '../../../src/runners/powershell/launch/module-hashes.ts';

describe('the hashes of the module', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exo-hashes-'));
    mkdirSync(join(folder, 'Public'));
    writeFileSync(join(folder, 'Public', 'Get-X.ps1'), 'function Get-X {}');
    writeFileSync(join(folder, 'M.psm1'), '# module');
    return () => rmSync(folder, { recursive: true });
  });
  const pack = () => writeFileSync(join(folder, HASHES_FILE), JSON.stringify(hashModule(folder)));

  it('name every file of PowerShell with forward slashes', () => {
    expect(Object.keys(hashModule(folder))).toEqual(['M.psm1', 'Public/Get-X.ps1']);
  });

  it('are not asked for in a working copy', () => {
    expect(() => verifyModule(folder)).not.toThrow();
  });

  it('accept what was packed', () => {
    pack();

    expect(() => verifyModule(folder)).not.toThrow();
  });

  it.each([
    ['changed', () => writeFileSync(join(folder, 'M.psm1'), '# changed'), 'M.psm1'],
    ['added', () => writeFileSync(join(folder, 'Public', 'Evil.ps1'), ''), 'Public/Evil.ps1'],
    ['taken away', () => rmSync(join(folder, 'Public', 'Get-X.ps1')), 'Public/Get-X.ps1'],
  ])('refuse a file that was %s', (_what, change, name) => {
    pack();
    change();

    expect(() => verifyModule(folder)).toThrow(name);
  });
});
