import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';
import { builtName, PROGRAMS, ROOT } from './programs.ts';

/** Looks for a compiled part of itself beside itself. */
const EXTERNAL = ['msgpackr-extract'];

/** Writes each program and what it imports into a few files. @param folder is made, with everything or not at all */
export async function buildPrograms(folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}.`);
  await build(partial);
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another run was faster, and made the same.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

async function build(folder: string): Promise<void> {
  const bundle = await rolldown({
    cwd: ROOT,
    input: Object.fromEntries(PROGRAMS.map((program) => [builtName(program), join(ROOT, program)])),
    platform: 'node',
    external: EXTERNAL,
    plugins: [ownPlaces],
    // It would only warn about packages, which run as they are.
    logLevel: 'silent',
  });
  try {
    await bundle.write({ dir: folder, entryFileNames: '[name]', chunkFileNames: '[name]-[hash].mjs', keepNames: true });
  } finally {
    await bundle.close();
  }
}

/** Each file still finds what lay beside it. */
const ownPlaces: Plugin = {
  name: 'own-places',
  transform(code, id) {
    if (!/import\.meta|__dirname/.test(code)) return undefined;
    const folder = JSON.stringify(dirname(id));
    const placed = code
      .replaceAll('import.meta.dirname', folder)
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href));
    const defined = /\b(const|let|var) __dirname\b/.test(code);
    return defined ? placed : placed.replaceAll(/\b__dirname\b/g, folder);
  },
};
