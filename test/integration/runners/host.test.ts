import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepError } from '../../../src/contracts/errors.ts';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { createPowerShellHost, type PowerShellCall } from '../../../src/runners/powershell/host.ts';
import { until } from '../../support/until.ts';

const MISBEHAVING = join(import.meta.dirname, '..', '..', 'support', 'misbehaving-powershell.mjs');

describe('the PowerShell host', () => {
  let logs: string[];
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);

  beforeEach(() => {
    logs = [];
    unhandled.length = 0;
    process.on('unhandledRejection', note);
  });

  afterEach(() => {
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  function host(trap: string, more: { env?: Record<string, string>; executable?: string; scriptFile?: string } = {}) {
    const logger = pino({ level: 'debug' }, { write: (line: string) => void logs.push(line) });
    const env = { ...process.env, EXO_STANDIN_TRAP: trap, ...more.env };
    const scriptFile = more.scriptFile ?? join(import.meta.dirname, 'Invoke-ExoStep.ps1');
    return createPowerShellHost({ executable: more.executable ?? MISBEHAVING, scriptFile, logger, env });
  }

  function call(more: Partial<PowerShellCall> = {}): PowerShellCall {
    return {
      operation: 'echo',
      input: { value: 1 },
      timeoutMs: 20_000,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...more,
    };
  }

  async function errorOf(running: Promise<unknown>): Promise<StepError> {
    try {
      await running;
    } catch (error) {
      if (error instanceof StepFailure) return error.error;
      throw error;
    }
    throw new Error('it did not fail');
  }

  it('hands over the input and returns the answer', async () => {
    expect(await host('none').run(call({ input: { value: 'ü"$(x)' } }))).toEqual({ value: 'ü"$(x)' });
  });

  it('says in a sentence that PowerShell is missing', async () => {
    const error = await errorOf(host('none', { executable: '/nowhere/powershell.exe' }).run(call()));

    expect(error).toMatchObject({ kind: 'person', code: 'powershell-missing' });
    expect(error.message).toContain('/nowhere/powershell.exe');
    expect(error.advice).toContain('EXO_POWERSHELL');
  });

  it('says the same of a file that cannot be executed', async () => {
    const error = await errorOf(host('none', { executable: join(import.meta.dirname, '..') }).run(call()));

    expect(error.code).toBe('powershell-missing');
  });

  it.each(['hang', 'deaf', 'prompt', 'ignores SIGTERM'])('ends a PowerShell at its time-out: %s', async (trap) => {
    const error = await errorOf(host(trap).run(call({ timeoutMs: 700 })));

    expect(error).toMatchObject({ kind: 'transient', code: 'powershell-timeout' });
  });

  it('reads standard error at the time-out: application control forbids even the delimiters', async () => {
    const error = await errorOf(host('constrained').run(call({ timeoutMs: 700 })));

    expect(error).toMatchObject({ kind: 'person', code: 'language-mode' });
  });

  it('ends what PowerShell started, too', async () => {
    let pids: number[] = [];
    const onProgress = (text: string) => {
      pids = text.split(' ').map(Number);
    };

    const error = await errorOf(host('leaves children').run(call({ timeoutMs: 1_500, onProgress })));

    expect(error.code).toBe('powershell-timeout');
    expect(pids).toHaveLength(2);
    await until(() => pids.every((pid) => !isAlive(pid)) || undefined);
  });

  it('ends PowerShell when the job is cancelled', async () => {
    const controller = new AbortController();
    let pids: number[] = [];
    const onProgress = (text: string) => {
      pids = text.split(' ').map(Number);
      controller.abort(new Error('the run was cancelled'));
    };

    await expect(host('leaves children').run(call({ signal: controller.signal, onProgress }))).rejects.toThrow(
      'the run was cancelled',
    );

    expect(pids).toHaveLength(2);
    await until(() => pids.every((pid) => !isAlive(pid)) || undefined);
  });

  it('starts nothing for a job that is cancelled already', async () => {
    await expect(host('none').run(call({ signal: AbortSignal.abort(new Error('too late')) }))).rejects.toThrow(
      'too late',
    );
  });

  it.each(['noise', 'standard error', 'exit 0 after the result'])('finds the result in spite of: %s', async (trap) => {
    expect(await host(trap).run(call())).toBe('answer');
  });

  it('puts a result together that comes in pieces', async () => {
    expect(await host('in pieces').run(call())).toBe('\\u00fc');
  });

  it('does not mind output in another encoding', async () => {
    expect(await host('other encoding').run(call())).toBe('\\u00e4');
  });

  it.each([
    ['exit 0', 'Exit code 0.'],
    ['exit 3', 'Exit code 3. out of memory'],
    ['no result', undefined],
  ])('takes no result for none: %s', async (trap, detail) => {
    const error = await errorOf(host(trap).run(call()));

    expect(error).toMatchObject({ kind: 'ours', code: 'powershell-no-result' });
    expect(error.detail).toBe(detail);
  });

  it.each(['endless output', 'endless errors'])('stops %s', async (trap) => {
    const error = await errorOf(host(trap).run(call()));

    expect(error).toMatchObject({ kind: 'ours', code: 'powershell-output-limit' });
  });

  it.each(['broken JSON', 'other schema'])('refuses a result with %s', async (trap) => {
    expect(await errorOf(host(trap).run(call()))).toMatchObject({ kind: 'ours', code: 'powershell-bad-result' });
  });

  it('knows the text of a forbidden script, however the console breaks it', async () => {
    expect(await errorOf(host('scripts disabled').run(call()))).toMatchObject({
      kind: 'person',
      code: 'execution-policy',
    });
  });

  it("turns the module's report into an error with advice, and logs its warnings", async () => {
    const error = await errorOf(host('reports UnAuthorized').run(call()));

    expect(error).toMatchObject({ kind: 'transient', code: 'exchange-unauthorized', detail: 'UnAuthorized' });
    expect(logs.join()).toContain('"warning":"w"');
  });

  it('passes progress on in its order, and a progress that fails harms nothing', async () => {
    const notes: string[] = [];
    const onProgress = async (text: string) => {
      notes.push(text);
      if (text === 'two') throw new Error('Redis is away');
    };

    expect(await host('progress').run(call({ onProgress }))).toBe('answer');
    expect(notes).toEqual(['one', 'two', 'three']);
  });

  describe('what PowerShell gets to see', () => {
    interface Seen {
      env: Record<string, string>;
      args: string[];
      line: string;
      /** The line that came after the script asked for its secret. */
      answer?: string;
    }
    const see = async (more: Partial<PowerShellCall>, env: Record<string, string> = {}) =>
      (await host('tells all', { env }).run(call(more))) as Seen;

    it('is an allow-list of the environment', async () => {
      const ours = { REDIS_URL: 'redis://:pw@x', EXO_RUNNER_HOME: '/x', PSModulePath: '/x', NODE_OPTIONS: '' };

      const { env } = await see({}, { ...ours, SystemRoot: 'C:\\Windows' });

      for (const name of Object.keys(ours)) expect(env).not.toHaveProperty(name);
      expect(env).toMatchObject({ SystemRoot: 'C:\\Windows', NO_COLOR: '1', TERM: 'dumb' });
      expect(env).not.toHaveProperty('EXO_STEP_SECRET');
    });

    it('is a fixed command line without profile, prompt or value', async () => {
      const { args, line } = await see({ input: { value: 'secret-free value' } });

      expect(args.slice(2)).toEqual([
        '-NoProfile',
        '-NonInteractive',
        '-ExecutionPolicy',
        'RemoteSigned',
        '-NoExit',
        '-Command',
        '-',
      ]);
      expect(line).toMatch(/^& '[^']+Invoke-ExoStep\.ps1' -CorrelationId '[0-9a-f-]+' -InputBase64 '[A-Za-z0-9+/=]+'$/);
    });

    it('is the secret on standard input alone, once it asked for it: no variable, argument, command or log has it', async () => {
      const secret = { pfx: 'UEZY', password: 'hunter2' };

      const { env, line, args, answer } = await see({ secret });

      const encoded = Buffer.from(JSON.stringify(secret)).toString('base64');
      const elsewhere = [
        JSON.stringify(env),
        JSON.stringify(args),
        line,
        Buffer.from(line, 'base64').toString(),
      ].join();
      expect(answer).toMatch(new RegExp(`^##exo:[0-9a-f-]{36}:secret ${encoded}$`));
      expect(elsewhere).not.toContain(encoded);
      expect(elsewhere).not.toContain('hunter2');
      expect(logs.join()).not.toContain('hunter2');
      expect(logs.join()).not.toContain(encoded);
    });

    it('is not the secret when its script did not ask for it', async () => {
      expect(await host('none').run(call({ secret: 'hunter2' }))).toEqual({ value: 1 });
      expect(logs.join()).not.toContain('hunter2');
    });

    it('has ended when its script breaks after it got the secret', async () => {
      const error = await errorOf(host('breaks with the secret').run(call({ secret: 'hunter2' })));

      expect(error).toMatchObject({ kind: 'ours', code: 'powershell-no-result' });
    });

    it('does not follow NODE_POWERSHELL', async () => {
      process.env['NODE_POWERSHELL'] = '/nowhere/pwsh';
      try {
        expect(await host('none').run(call())).toEqual({ value: 1 });
      } finally {
        delete process.env['NODE_POWERSHELL'];
      }
    });
  });

  it('refuses a script path that the console would change', async () => {
    const scriptFile = join(import.meta.dirname, 'J\u00fcrgen\u2019s', 'Invoke-ExoStep.ps1');

    expect(await errorOf(host('none', { scriptFile }).run(call()))).toMatchObject({ code: 'script-path' });
  });

  it('runs no module that was changed since it was packed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exo-module-'));
    const scriptFile = join(folder, 'Invoke-ExoStep.ps1');
    writeFileSync(scriptFile, '# as packed');
    writeFileSync(join(folder, 'hashes.json'), JSON.stringify({ 'Invoke-ExoStep.ps1': '0'.repeat(64) }));

    const error = await errorOf(host('none', { scriptFile }).run(call()));

    expect(error).toMatchObject({ kind: 'person', code: 'module-changed' });
    expect(error.message).toContain('Invoke-ExoStep.ps1');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
