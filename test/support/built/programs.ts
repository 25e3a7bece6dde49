import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

/** What tests start again and again. */
export const PROGRAMS = [
  'src/bot/main.ts',
  'src/jobs/main.ts',
  'src/runners/main.ts',
  'src/runners/enrol.ts',
  'scripts/runner-acl.ts',
  'demo/standins/entra/main.ts',
  'demo/standins/powershell/powershell.ts',
] as const;

/** Names the folder with the built programs of a test run, for the processes that run the tests. */
export const BUILT_FOLDER = 'EXO_BUILT_PROGRAMS';

export function builtName(program: string): string {
  return program.replaceAll('/', '-').replace(/\.ts$/, '.mjs');
}

/**
 * The program in one file, where the test run made one: Node spends most of a start on finding and reading hundreds of
 * files. Elsewhere, and of every other script, the source itself.
 */
export function asBuilt(script: string): string {
  const folder = process.env[BUILT_FOLDER];
  const program = relative(ROOT, script).replaceAll('\\', '/');
  return folder && PROGRAMS.some((each) => each === program) ? join(folder, builtName(program)) : script;
}
