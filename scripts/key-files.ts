import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createSealKey } from '../src/contracts/trust/seal-key.ts';
import { createSigningKey, publicSigningKey, SigningJwk } from '../src/contracts/trust/signing.ts';

export const KEY_KINDS = ['orchestrator', 'bot', 'seal'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/**
 * Writes a fresh key, and its public part to `<file>.pub.json` where it has one.
 * @param mode of the secret file
 * @throws Error when the file exists: a key is never overwritten
 */
export async function makeKey(kind: KeyKind, file: string, mode = 0o600): Promise<void> {
  const key = kind === 'seal' ? await createSealKey() : await createSigningKey();
  writeFileSync(file, `${JSON.stringify(key)}\n`, { mode, flag: 'wx' });
  if (kind !== 'seal') makePublicKey(file);
}

/** Writes the public part of a signing key that is there to `<file>.pub.json`. */
export function makePublicKey(file: string): void {
  const key = SigningJwk.parse(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(`${file}.pub.json`, `${JSON.stringify(publicSigningKey(key))}\n`, { mode: 0o644, flag: 'wx' });
}

/**
 * Makes the key that is there the previous one: `<file>.previous`, its public part `<file>.pub.json.previous`.
 * @throws Error when there is a previous one already: that change of keys is not finished
 */
export function setAside(file: string): void {
  const parts = [file, `${file}.pub.json`].filter((part) => existsSync(part));
  const taken = parts.map((part) => `${part}.previous`).find((part) => existsSync(part));
  if (taken) throw new Error(`${taken} exists: finish the last change of this key, and delete that file.`);
  for (const part of parts) renameSync(part, `${part}.previous`);
}
