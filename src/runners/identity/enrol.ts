import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicJwk } from '../../contracts/keys.ts';
import { createSealingKey, publicSealingKey } from '../../contracts/sealing.ts';
import { createSigningKey, publicSigningKey } from '../../contracts/signing.ts';
import { ConfigurationError } from '../../process/errors.ts';
import type { RunnerIdentity, RunnerKeyFile } from './home.ts';

/**
 * Makes a runner's folder with fresh keys and returns their public parts. The private ones never leave it.
 * @throws ConfigurationError when the folder holds a runner already: keys are never overwritten
 */
export async function createRunnerHome(
  folder: string,
  identity: RunnerIdentity,
): Promise<{ signKey: PublicJwk; sealKey: PublicJwk }> {
  const keyFile = join(folder, 'keys.json');
  if (existsSync(keyFile)) {
    throw new ConfigurationError(
      `${folder} holds a runner already.`,
      'To give it new keys, move keys.json and runner.json away first; it must be accepted again afterwards.',
    );
  }
  const keys: RunnerKeyFile = { sign: await createSigningKey(), seal: await createSealingKey() };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(keyFile, JSON.stringify(keys), { mode: 0o600, flag: 'wx' });
  writeFileSync(join(folder, 'runner.json'), `${JSON.stringify(identity, undefined, 2)}\n`, { mode: 0o600 });
  return { signKey: publicSigningKey(keys.sign), sealKey: publicSealingKey(keys.seal) };
}
