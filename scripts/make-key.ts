import { writeFileSync } from 'node:fs';
import { createSigningKey } from '../src/contracts/signing.ts';

/** `npm run make-key -- <file>`: makes the orchestrator's private key, readable by its owner alone. */
const [file] = process.argv.slice(2);
if (!file) {
  console.error('Say where the key goes: npm run make-key -- <file>');
  process.exit(2);
}
const key = await createSigningKey();
writeFileSync(file, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx' });
console.log(`Made the signing key ${key.kid} in ${file}. Bot and jobs need it; keep it secret.`);
