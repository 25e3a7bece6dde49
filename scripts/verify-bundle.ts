import { resolve } from 'node:path';
import { verifyBundle } from './bundle/hashes.ts';

/** `npm run bundle:verify -- <sha256> [folder]`: whether a bundle is as it was made. */
const [expected, folder = 'build/runner'] = process.argv.slice(2);
if (!expected || !/^[0-9a-f]{64}$/i.test(expected)) {
  console.error('Use: npm run bundle:verify -- <SHA-256 of hashes.json> [folder]');
  process.exit(2);
}
const problems = verifyBundle(resolve(folder), expected);
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'The bundle is as it was made.' : 'Do not install this bundle: make it again.');
process.exit(problems.length === 0 ? 0 : 1);
