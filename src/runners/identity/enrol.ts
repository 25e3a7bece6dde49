import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { createSealingKey, publicSealingKey } from '../../contracts/trust/sealing.ts';
import { createSigningKey, publicSigningKey } from '../../contracts/trust/signing.ts';
import { CodedError, ConfigurationError, messageOf } from '../../process/errors.ts';
import { EXIT } from '../../process/readiness/reach-redis.ts';
import type { RunnerIdentity, RunnerKeyFile } from './home.ts';

const KEYS = 'keys.json';
const IDENTITY = 'runner.json';

/** @throws ConfigurationError when the folder holds a runner already: keys are never overwritten */
export function refuseOtherRunner(folder: string): void {
  if (!existsSync(join(folder, KEYS))) return;
  throw new ConfigurationError(
    `${folder} holds a runner already.`,
    'To give it new keys, move keys.json and runner.json away first; it must be accepted again afterwards.',
  );
}

export interface NewRunner {
  /** The public parts of its keys. The private ones never leave the folder. */
  readonly keys: { readonly signKey: PublicJwk; readonly sealKey: PublicJwk };
  /** Leaves the folder as it was found. */
  undo(): void;
}

/**
 * Makes a runner's folder with fresh keys.
 * @throws ConfigurationError when it holds a runner already, CodedError when it cannot be written
 */
export async function createRunnerHome(folder: string, identity: RunnerIdentity): Promise<NewRunner> {
  refuseOtherRunner(folder);
  const keys: RunnerKeyFile = { sign: await createSigningKey(), seal: await createSealingKey() };
  const isNew = !existsSync(folder);
  const undo = () => {
    for (const file of [KEYS, IDENTITY].map((name) => join(folder, name))) if (existsSync(file)) rmSync(file);
    if (isNew && existsSync(folder)) rmdirSync(folder);
  };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, KEYS), JSON.stringify(keys), { mode: 0o600, flag: 'wx' });
    writeFileSync(join(folder, IDENTITY), `${JSON.stringify(identity, undefined, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    undo();
    throw new CodedError(
      'folder-not-writable',
      `The keys cannot be written to ${folder}: ${messageOf(error)}.`,
      'Free space there, or run this as an account that may write there (elevated on a MID server).',
      { cause: error, exitCode: EXIT.notWritable },
    );
  }
  return { keys: { signKey: publicSigningKey(keys.sign), sealKey: publicSealingKey(keys.seal) }, undo };
}
