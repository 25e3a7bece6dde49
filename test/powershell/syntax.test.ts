import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PWSH, PWSH_SKIP, runScript } from '../support/pwsh.ts';
import { readWorkflow } from '../support/workflow.ts';

const SYNTAX = join(import.meta.dirname, 'syntax.ps1');

describe.skipIf(!PWSH)(`what the pipeline runs in Windows PowerShell 5.1${PWSH_SKIP}`, () => {
  it('is syntax of 5.1: the scripts of the tests, and the steps of the workflow', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exo-workflow-'));
    try {
      const steps = readWorkflow().jobs['windows']?.steps.filter(({ shell }) => shell === 'powershell') ?? [];
      for (const [index, { run = '' }] of steps.entries()) writeFileSync(join(folder, `step-${index}.ps1`), run);

      expect(steps.length).toBeGreaterThan(3);
      expect(await runScript(SYNTAX, '-Folder', folder)).toEqual([]);
      expect(await runScript(SYNTAX, '-Folder', import.meta.dirname)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
