import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildPrograms } from './build-programs.ts';
import { BUILT_FOLDER, ROOT } from './programs.ts';

const FOLDER = join(ROOT, '.exo', 'built');
const SOURCES = ['src', 'demo', 'scripts', join('test', 'support', 'built'), 'package-lock.json'];
const DAY = 24 * 60 * 60 * 1000;

/** Builds the programs that tests start, unless those of the same sources are there from an earlier run. */
export default async function setup(): Promise<void> {
  // Once for all projects.
  if (process.env[BUILT_FOLDER]) return;
  const folder = join(FOLDER, fingerprint());
  if (!existsSync(folder)) {
    removeOld();
    await buildPrograms(folder);
  }
  process.env[BUILT_FOLDER] = folder;
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES.flatMap(filesIn))
    hash
      .update(source)
      .update('\0')
      .update(readFileSync(join(ROOT, source)));
  return hash.digest('hex').slice(0, 16);
}

function filesIn(source: string): string[] {
  if (!statSync(join(ROOT, source)).isDirectory()) return [source];
  const entries = readdirSync(join(ROOT, source), { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return files.map((file) => file.slice(ROOT.length + 1)).sort();
}

/** Another run may still use what it made today. */
function removeOld(): void {
  if (!existsSync(FOLDER)) return;
  for (const name of readdirSync(FOLDER)) {
    const folder = join(FOLDER, name);
    if (Date.now() - statSync(folder).mtimeMs > DAY) rmSync(folder, { recursive: true, force: true });
  }
}
