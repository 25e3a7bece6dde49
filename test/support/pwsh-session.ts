import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
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

export async function startPowerShell(): Promise<PowerShellSession> {
  if (!PWSH) throw new Error('There is no PowerShell on this machine');
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The port for PowerShell has no number');
  const env = { ...process.env, NO_COLOR: '1', TERM: 'dumb' };
  const args = [...SWITCHES, '-File', SERVE, '-Port', String(address.port)];
  const child = spawn(PWSH, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'close');
  const connected = once(server, 'connection').then(([socket]: Socket[]) => socket);
  const socket = await Promise.race([connected, ended.then(() => undefined)]);
  server.close();
  if (!socket) throw new Error('PowerShell ended before it was ready');
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    async run(script, args) {
      socket.write(`${Buffer.from(JSON.stringify({ script, arguments: args })).toString('base64')}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`PowerShell ended while it ran ${script}`);
      const { ok, written } = Answer.parse(JSON.parse(Buffer.from(value, 'base64').toString('utf8')));
      if (!ok) throw new Error(`${script} failed: ${written}`);
      return JSON.parse(written.trim().split('\n').at(-1) ?? '');
    },
    async [Symbol.asyncDispose]() {
      socket.end();
      await ended;
    },
  };
}
