import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Signs the PowerShell files of some folders with a command of the operator, before anything is hashed: a server whose
 * policy is AllSigned runs only what a trusted publisher has signed.
 * @param command program and first arguments, e.g. `signtool sign /fd SHA256 /sha1 ...`; each file comes as the last one
 * @returns the files that were signed
 * @throws Error that names the file, when the command fails
 */
export function signScripts(folders: readonly string[], command: readonly string[]): string[] {
  const [program, ...first] = command;
  if (!program) throw new Error('--sign needs a command: npm run bundle:runner -- --sign <command>');
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ps[dm]?1$/i.test(file))
      .map((file) => join(folder, file)),
  );
  for (const file of files) {
    const { status, error } = spawnSync(program, [...first, file], { stdio: 'inherit' });
    if (error || status !== 0) {
      throw new Error(`${program} did not sign ${file} (${error?.message ?? `exit code ${status}`}).`);
    }
  }
  return files;
}
