import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PWSH, PWSH_SKIP, runScript } from '../support/pwsh.ts';
import { SETUP_FOLDER } from '../support/runner-setup.ts';

describe.skipIf(!PWSH)(`the scripts of the installer${PWSH_SKIP}`, () => {
  let folder: string;
  let said: Record<string, string>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exo start [1] '));
    cpSync(SETUP_FOLDER, folder, { recursive: true });
    const script = join(import.meta.dirname, 'setup-start.ps1');
    said = z.record(z.string(), z.string()).parse(await runScript(script, '-SetupFolder', folder));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['install', 'uninstall'])(
    'use the functions beside them, not those that an earlier run left in the window, in a folder with [ ] too: %s',
    (script) => {
      expect(said[script]).toBe('the newer one');
    },
  );

  it.each(['Install', 'Uninstall', 'Enrol'])(
    'say under application control what to allow, before anything: %s',
    (script) => {
      expect(said[`${script}, constrained`]).toMatch(
        /^Application control \(AppLocker, WDAC\) limits PowerShell to ConstrainedLanguage here\. Allow .*--sign/,
      );
    },
  );
});
