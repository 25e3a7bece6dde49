import { KEY_KINDS, makeKey, makePublicKey } from './key-files.ts';

/**
 * `npm run make-key -- <orchestrator|bot|seal> <file>`: makes a secret key, readable by its owner alone, and beside it
 * `<file>.pub.json` with the public part where there is one. `npm run make-key -- public <file>` makes that part alone.
 */
const [what, file] = process.argv.slice(2);
const kind = KEY_KINDS.find((each) => each === what);
if (!file || !(kind || what === 'public')) {
  console.error('Say which key and where it goes: npm run make-key -- <orchestrator|bot|seal> <file>');
  process.exit(2);
}
if (kind) {
  await makeKey(kind, file);
  console.log(`Made the ${kind} key in ${file}; keep it secret.`);
} else {
  makePublicKey(file);
}
if (kind !== 'seal') console.log(`Its public part is in ${file}.pub.json.`);
