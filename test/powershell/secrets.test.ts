import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createPowerShellHost } from '../../src/runners/powershell/host.ts';
import { PWSH, PWSH_SKIP } from '../support/pwsh.ts';

const storeLocation = 'LocalMachine';

describe.skipIf(!PWSH)(`secrets through the host and a real PowerShell${PWSH_SKIP}`, () => {
  const logs: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) });
  const scriptFile = join(import.meta.dirname, 'doubled-entry.ps1');
  const host = createPowerShellHost({ executable: PWSH ?? '', scriptFile, logger, env: process.env });
  const notes: string[] = [];
  const call = {
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    onProgress: (note: string) => void notes.push(note),
  };

  it('come out with the answer of share-certificate, and into no log', async () => {
    const input = { thumbprint: 'A'.repeat(40), storeLocation };

    const output = await host.run({ ...call, operation: 'share-certificate', input });

    const { pfx, password } = output as { pfx: string; password: string };
    expect(output).toEqual({ thumbprint: 'A'.repeat(40), pfx, password });
    expect(Buffer.from(pfx, 'base64').toString()).toBe(`Pfx ${password}`);
    expect(logs.join()).not.toContain(password);
  });

  it('go in to import-certificate through standard input: no variable of the environment and no argument has them', async () => {
    const input = { thumbprint: 'B'.repeat(40), certificateTag: 'tag', storeLocation, provider: 'other' };
    const secret = { pfx: 'UEZY', password: 'aHVudGVyMg==' };

    const output = await host.run({ ...call, operation: 'import-certificate', input, secret });

    expect(output).toEqual({
      thumbprint: 'B'.repeat(40),
      imported: true,
      provider: 'UEZY aHVudGVyMg==, seen outside: 0',
    });
    expect(notes).toContain('importing the certificate');
    expect(logs.join()).toContain("and not in 'other'");
  });
});
