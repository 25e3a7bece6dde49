import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { ConfigurationError } from '../../src/process/errors.ts';

const SHORTEST = 24;

/**
 * The password of a Redis user: from standard input (`-`), from the file, or, when there is no such file, a new one that
 * is written there for its owner alone. Never from an argument: everybody on the machine can read those.
 * @throws ConfigurationError when it is too short
 */
export async function takePassword(file: string): Promise<{ password: string; made: boolean }> {
  if (file !== '-' && !existsSync(file)) {
    const password = randomBytes(32).toString('base64url');
    writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
    return { password, made: true };
  }
  const password = (file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8')).trim();
  if (password.length < SHORTEST) {
    throw new ConfigurationError(
      `The password has fewer than ${SHORTEST} characters.`,
      'Name a file that does not exist yet with --password-file: it is made with a good password in it.',
    );
  }
  return { password, made: false };
}
