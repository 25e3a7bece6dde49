// Prepares this machine: packages, Node.js, Redis, Chromium. Plain JavaScript for any Node from 20 on, because it runs
// before anything is installed. One line each of what it did.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findChromium } from './setup/chromium.mjs';
import { findNode } from './setup/node.mjs';
import { installPackages } from './setup/packages.mjs';
import { findRedis } from './setup/redis.mjs';
import { SetupError } from './setup/say.mjs';

const root = resolve(import.meta.dirname, '..');

/**
 * @param purpose `test` also wants a Chromium.
 * @returns the path of the Node that runs the project.
 */
export function setUp(purpose) {
  installPackages(root);
  const node = findNode(root);
  const folder = join(root, '.exo');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'machine.json');
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const redis = findRedis(folder);
  const chromium = purpose === 'test' ? findChromium() : (before.chromium ?? null);
  writeFileSync(file, `${JSON.stringify({ redis, chromium }, null, 2)}\n`);
  return node;
}

/** Sets up, or ends the process with the sentence that helps. */
export function setUpOrExit(purpose) {
  try {
    return setUp(purpose);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`\n${error.message}\n`);
    process.exit(1);
  }
}

if (resolve(process.argv[1] ?? '') === import.meta.filename) setUpOrExit('test');
