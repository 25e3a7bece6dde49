import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, say } from './say.mjs';

const WANTED = 24;

/** Path of a Node that can run the project: the running one, else the one that is installed as a package. */
export function findNode(root) {
  if (Number(process.versions.node.split('.')[0]) >= WANTED) {
    say('Node.js', process.version);
    return process.execPath;
  }
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const packages = [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`];
  const found = packages.map((name) => join(root, 'node_modules', name, 'bin', file)).find((path) => existsSync(path));
  if (!found) {
    throw new SetupError(
      `This is Node.js ${process.version}; the project needs ${WANTED} or newer and brings none for ` +
        `${process.platform} on ${process.arch}. Install Node.js ${WANTED} (nodejs.org) and start again.`,
    );
  }
  say('Node.js', `the package in node_modules (this machine's own is ${process.version})`);
  return found;
}
