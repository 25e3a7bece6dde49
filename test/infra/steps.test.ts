import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../demo/standins/powershell/operations.ts';
import { STEPS } from '../../src/contracts/steps/index.ts';

/** What a runner asks of the module besides its steps: whether it answers, and the last part of a proof. */
const BESIDES = ['echo', 'verify-search', 'report-server'];
const EXPECTED = Object.entries(STEPS)
  .flatMap(([name, { by }]) => (by === 'cloud' ? [] : [name]))
  .concat(BESIDES)
  .sort();

function inModule(): string[] {
  const file = join(import.meta.dirname, '../../src/runners/module/Private/Core/Get-ExoOperation.ps1');
  return [...readFileSync(file, 'utf8').matchAll(/^ +'([a-z-]+)' += '/gm)].map(([, name]) => name ?? '');
}

describe('each step of a runner', () => {
  it('has an operation of the same name in the PowerShell module', () => {
    expect(inModule().sort()).toEqual(EXPECTED);
  });

  it('has one in the stand-in of the module', () => {
    expect(Object.keys(OPERATIONS).sort()).toEqual(EXPECTED);
  });
});
