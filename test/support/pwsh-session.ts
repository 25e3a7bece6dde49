import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { PWSH, SWITCHES } from './pwsh.ts';

const SERVE = join(import.meta.dirname, '..', 'powershell', 'serve.ps1');
const Answer = z.object({ ok: z.boolean(), written: z.string() });

/** One PowerShell that runs script after script, one at a time and each in a fresh session: to start it is what takes long. */
export interface PowerShellSession extends AsyncDisposable {
  /** Runs a script file and reads the JSON that it prints as its last line. @throws Error with that of the script */
  run(script: string, args: Readonly<Record<string, string>>): Promise<unknown>;
}

export function startPowerShell(): PowerShellSession {
  if (!PWSH) throw new Error('There is no PowerShell on this machine');
  const env = { ...process.env, NO_COLOR: '1', TERM: 'dumb' };
  const child = spawn(PWSH, [...SWITCHES, '-File', SERVE], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async run(script, args) {
      child.stdin.write(`${Buffer.from(JSON.stringify({ script, arguments: args })).toString('base64')}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`PowerShell ended while it ran ${script}`);
      const { ok, written } = Answer.parse(JSON.parse(Buffer.from(value, 'base64').toString('utf8')));
      if (!ok) throw new Error(`${script} failed: ${written}`);
      return JSON.parse(written.trim().split('\n').at(-1) ?? '');
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
