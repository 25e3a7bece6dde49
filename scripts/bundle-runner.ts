import { join, resolve } from 'node:path';
import { buildBundle } from './bundle/build.ts';
import { NpmError } from './bundle/npm.ts';

/**
 * `npm run bundle:runner`: makes build/runner, the folder for a Windows server, on any machine. With `-- --sign <command>`
 * its PowerShell files are signed, each given to the command as the last argument.
 */
const root = resolve(import.meta.dirname, '..');
const target = join(root, 'build', 'runner');
try {
  const flag = process.argv.indexOf('--sign');
  const { files, sha256 } = buildBundle(root, target, flag === -1 ? undefined : process.argv.slice(flag + 1));
  console.log(`Made ${target} with ${files} files.\nSHA-256 of its hashes.json: ${sha256}`);
  console.log('Bring this number to the server another way than the folder: Install-Runner.ps1 asks for it.');
} catch (error) {
  if (!(error instanceof NpmError)) throw error;
  console.error(error.message);
  if (error.offline) console.error('The bundle needs the package registry: try again when it can be reached.');
  process.exit(1);
}
