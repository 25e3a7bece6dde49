import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createPowerShellHost } from '../../src/runners/powershell/host.ts';
import { hostileText } from '../support/hostile-text.ts';
import { PWSH, PWSH_SKIP } from '../support/pwsh.ts';

describe.skipIf(!PWSH)(`values through the host and a real PowerShell${PWSH_SKIP}`, () => {
  const host = createPowerShellHost({ executable: PWSH ?? '', logger: pino({ level: 'silent' }), env: process.env });
  const echo = (value: unknown) =>
    host.run({
      operation: 'echo',
      input: { value },
      timeoutMs: 60_000,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });

  it('come back as they are: quotes, $(), back-ticks, new lines, Unicode', async () => {
    const texts = fc.array(hostileText(), { minLength: 40, maxLength: 60 });

    await fc.assert(
      fc.asyncProperty(texts, async (values) => {
        expect(await echo(values)).toEqual({ value: values });
      }),
      { numRuns: 5 },
    );
  });

  it('come back as they are when they have 64 KB', async () => {
    const value = `'"$(exit 1)\`\n;\u2019${'x'.repeat(64 * 1024)}`;

    expect(await echo(value)).toEqual({ value });
  });

  it('stay text when they look like a date', async () => {
    expect(await echo('2026-11-24T09:30:00Z')).toEqual({ value: '2026-11-24T09:30:00Z' });
  });

  it('do not become an operation', async () => {
    const call = { input: {}, timeoutMs: 60_000, signal: new AbortController().signal, onProgress: () => undefined };

    await expect(host.run({ ...call, operation: "x'; Get-Date; '" })).rejects.toMatchObject({
      error: { code: 'operation-unknown' },
    });
    await expect(host.run({ ...call, operation: 'echo', input: { verbose2: true } })).rejects.toMatchObject({
      error: { code: 'input-invalid' },
    });
  });
});
