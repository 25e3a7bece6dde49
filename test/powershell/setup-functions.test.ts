import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PWSH, PWSH_SKIP, runScript } from '../support/pwsh.ts';
import { createServer, SETUP_FOLDER } from '../support/runner-setup.ts';

const Case = z.object({
  ok: z.boolean(),
  output: z.array(z.string()).optional(),
  message: z.string().optional(),
  calls: z.array(z.string()),
});

describe.skipIf(!PWSH)(`functions of the installer${PWSH_SKIP}`, () => {
  let cases: Record<string, z.infer<typeof Case>>;
  let server: ReturnType<typeof createServer>;
  beforeAll(async () => {
    server = createServer();
    const file = join(import.meta.dirname, 'setup-cases.ps1');
    const args = ['-SetupFolder', SETUP_FOLDER, '-Folder', server.folder, '-Node', process.execPath];
    cases = z.record(z.string(), Case).parse(await runScript(file, ...args));
  });
  afterAll(() => server[Symbol.dispose]());

  it('write LocalService and NetworkService as Windows answers them, so that a second run finds no difference', () => {
    expect(cases['sddl: LocalService']?.output).toEqual([expect.stringMatching(/\(A;OICI;0x1301bf;;;LS\)$/)]);
    expect(cases['sddl: NetworkService']?.output).toEqual([expect.stringMatching(/\(A;OICI;0x1301bf;;;NS\)$/)]);
    expect(cases['sddl: order']?.output).toEqual(['True']);
  });

  it('know the accounts that Windows names in English everywhere, without asking a Windows in another language', () => {
    expect(cases['accounts']?.output).toEqual(['S-1-5-18', 'S-1-5-20', 'S-1-5-20', 'S-1-5-19']);
  });

  it('refuse a virtual account of the MID service and say what works', () => {
    expect(cases['account: virtual']).toMatchObject({
      ok: false,
      message: expect.stringMatching(
        /^NT SERVICE\\snc_mid is the virtual account .* a gMSA, a domain user or a local user/,
      ),
    });
  });

  it('want an elevated PowerShell of 64 bits', () => {
    expect(cases['process: good']).toMatchObject({ ok: true });
    expect(cases['process: 32 bit']).toMatchObject({ ok: false, message: expect.stringContaining('64-bit') });
    expect(cases['process: not elevated']).toMatchObject({ ok: false, message: expect.stringContaining('elevated') });
  });

  it('look at the exit code of sc managedaccount, which a gMSA alone needs', () => {
    expect(cases['managed: accepted']).toMatchObject({ ok: true, calls: ['Change CORP\\mid$', 'sc.exe'] });
    expect(cases['managed: refused']).toMatchObject({
      ok: false,
      message: expect.stringMatching(/exit code 5.*Test-ADServiceAccount answers True for CORP\\mid\$/),
    });
    expect(cases['account with a password']).toMatchObject({ ok: true, calls: ['Change CORP\\svc-mid'] });
    expect(cases['account: not taken']).toMatchObject({ ok: false, message: expect.stringContaining('returned 22') });
  });

  it('take a file on a deduplicated volume for a file, and a link for a link', () => {
    expect(cases['bundle: ']).toMatchObject({ ok: true, output: [] });
    expect(cases['bundle: SymbolicLink']?.output).toEqual(['package.json is a link; a bundle has none']);
  });

  it('try again to remove a folder that a process has just let go of, and give up after a while', () => {
    const { calls, ...removed } = cases['remove: busy for a moment'] ?? { calls: [] };
    expect({ ...removed, calls }).toMatchObject({ ok: true, calls: ['try', 'wait 1', 'try', 'wait 1', 'try'] });
    expect(cases['remove: busy for good']).toMatchObject({ ok: false, message: 'The process cannot access the file.' });
    expect(cases['remove: busy for good']?.calls.filter((call) => call === 'try')).toHaveLength(5);
  });
});
