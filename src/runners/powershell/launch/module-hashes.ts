import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { z } from 'zod';
import { StepFailure } from '../../../contracts/errors.ts';

/** Written beside the module when the runner is packed; absent in a working copy. */
export const HASHES_FILE = 'hashes.json';

/** Relative path with `/` -> SHA-256 in hexadecimal. */
const Hashes = z.record(z.string(), z.string());
export type Hashes = z.infer<typeof Hashes>;

/** SHA-256 of every file of the module. */
export function hashModule(folder: string): Hashes {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ps[dm]?1$/i.test(file))
    .map((file) => file.split(sep).join('/'))
    .sort();
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ]),
  );
}

/**
 * Compares the module with the hashes that it was packed with, where there are any: a file that was changed, added or
 * taken away since then is not run.
 * @throws StepFailure `module-changed`
 */
export function verifyModule(folder: string): void {
  const file = join(folder, HASHES_FILE);
  if (!existsSync(file)) return;
  const expected = Hashes.parse(JSON.parse(readFileSync(file, 'utf8')));
  const actual = hashModule(folder);
  const changed = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].filter(
    (name) => expected[name] !== actual[name],
  );
  if (changed.length === 0) return;
  throw new StepFailure({
    kind: 'person',
    code: 'module-changed',
    message: `The PowerShell module on this server is not the one that was installed (${changed.join(', ')}).`,
    advice: 'Find out who changed the module on {server}, install {worker} again, then Retry.',
  });
}
