import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { inheritedEnvironment } from '../../demo/system/environment.ts';
import { asBuilt } from './built/programs.ts';

/**
 * Starts one of the product's processes that is expected to end by itself, and returns how it ended.
 * @param input what stands on its standard input
 */
export async function runToEnd(
  script: string,
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [asBuilt(resolve(script))], {
    env: { ...inheritedEnvironment(process.env), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 90_000,
  });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: Number(code ?? -1), out, err };
}
