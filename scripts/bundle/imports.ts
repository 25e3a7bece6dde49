import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';

/** Names of the packages that the TypeScript files of these folders import, sorted. */
export function importedPackages(folders: readonly string[]): string[] {
  const names = new Set<string>();
  for (const folder of folders) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      for (const [, specifier = ''] of readFileSync(join(folder, file), 'utf8').matchAll(IMPORT)) {
        if (!specifier.startsWith('.') && !isBuiltin(specifier)) names.add(packageOf(specifier));
      }
    }
  }
  return [...names].sort();
}

const IMPORT = /^(?:import|export|\}).* from '([^']+)'|^import '([^']+)'/gm;

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
