import { KEY_KINDS, makeKey, makePublicKey, setAside } from './key-files.ts';

/**
 * `npm run make-key -- <orchestrator|bot|seal> <file>`: makes a secret key, readable by its owner alone, and beside it
 * `<file>.pub.json` with the public part where there is one. With `--replace` the key that is there stays beside it as
 * `<file>.previous`. `npm run make-key -- public <file>` makes the public part alone.
 */
const [what, file, option] = process.argv.slice(2);
const replace = option === '--replace';
const kind = KEY_KINDS.find((each) => each === what);
if (!file || !(kind || what === 'public') || (option !== undefined && !replace)) {
  console.error('Say which key and where it goes: npm run make-key -- <orchestrator|bot|seal> <file> [--replace]');
  process.exit(2);
}
if (kind) {
  if (replace) setAside(file);
  await makeKey(kind, file);
  console.log(`Made the ${kind} key in ${file}; keep it secret.`);
} else {
  makePublicKey(file);
}
if (kind !== 'seal') console.log(`Its public part is in ${file}.pub.json.`);
