import { join } from 'node:path';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { toStepFailure } from '../../src/runners/powershell/failures/to-step-failure.ts';
import { createPowerShellHost } from '../../src/runners/powershell/host.ts';
import { ErrorReport } from '../../src/runners/powershell/shell/document.ts';
import { type Case, runCases } from '../support/module-cases.ts';
import { PWSH, PWSH_SKIP } from '../support/pwsh.ts';

describe.skipIf(!PWSH)(`errors of the module${PWSH_SKIP}`, () => {
  let run: (name: string) => Case;
  beforeAll(async () => {
    run = await runCases('error-cases');
  });

  it.each([
    ['no name', 'transient', 'microsoft-unreachable'],
    ['inside', 'person', 'key-not-readable'],
    ['canceled', 'transient', 'microsoft-timeout'],
    ['socket', 'transient', 'microsoft-unreachable'],
    ['denied', 'person', 'access-denied'],
  ])('are understood by their codes, whatever the language: %s', (name, kind, code) => {
    const report = ErrorReport.parse(run(name).output);

    expect(toStepFailure({ ...report, message: '', inner: [] }).error).toMatchObject({ kind, code });
  });

  it('name the command that is missing', () => {
    expect(run('no command').output).toMatchObject({
      errorId: 'CommandNotFoundException',
      target: 'Get-NothingLikeThis',
    });
  });

  it('bring advice of their own where it names an object', () => {
    const { error } = toStepFailure(ErrorReport.parse(run('own').output));

    expect(error).toMatchObject({ code: 'input-invalid', message: 'What happened.', advice: 'What to do.' });
  });

  it('come in English as far as .NET translates them', () => {
    expect(run('culture').output).toBe('en-US');
  });

  it('are not those of an old TLS: 1.2 is added unless the system decides', () => {
    expect(run('tls: old').output).toBe('Tls, Tls12');
    expect(run('tls: system').output).toBe(0);
  });
});

describe.skipIf(!PWSH)(`application control${PWSH_SKIP}`, () => {
  it('stops a step at once, with the two ways out', async () => {
    const scriptFile = join(import.meta.dirname, 'constrained-entry.ps1');
    const logger = pino({ level: 'silent' });
    const host = createPowerShellHost({ executable: PWSH ?? '', scriptFile, logger, env: process.env });
    const call = { timeoutMs: 60_000, signal: new AbortController().signal, onProgress: () => undefined };
    const started = Date.now();

    const running = host.run({ ...call, operation: 'echo', input: { value: 1 } });

    await expect(running).rejects.toMatchObject({
      error: {
        kind: 'person',
        code: 'language-mode',
        advice: expect.stringMatching(/Allow .* by their path, or install .*signed/),
      },
    });
    expect(Date.now() - started).toBeLessThan(30_000);
  });
});
