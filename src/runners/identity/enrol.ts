import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicJwk } from '../../contracts/keys.ts';
import { createSealingKey, publicSealingKey } from '../../contracts/sealing.ts';
import { createSigningKey, publicSigningKey } from '../../contracts/signing.ts';
import type { RunnerIdentity, RunnerKeyFile } from './home.ts';

/** What a person accepts: the runner's name and its two public keys. */
export interface Enrolment {
  readonly id: string;
  readonly server: string;
  readonly signKey: PublicJwk;
  readonly sealKey: PublicJwk;
}

/**
 * Makes a runner's folder with fresh keys. The private keys never leave it.
 * @throws Error when the folder holds a runner already (code EEXIST): keys are never overwritten
 */
export async function enrolRunner(folder: string, identity: RunnerIdentity): Promise<Enrolment> {
  const keys: RunnerKeyFile = { sign: await createSigningKey(), seal: await createSealingKey() };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys), { mode: 0o600, flag: 'wx' });
  writeFileSync(join(folder, 'runner.json'), `${JSON.stringify(identity, undefined, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  return {
    id: identity.id,
    server: identity.server,
    signKey: publicSigningKey(keys.sign),
    sealKey: publicSealingKey(keys.seal),
  };
}
