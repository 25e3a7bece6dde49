import { notYet, ok } from '../readiness/condition.ts';
import type { Readiness } from '../readiness/readiness.ts';
import { checkSecretFiles, type SecretFile } from './files.ts';

/** Watches whether others can read a process's secrets: a warning, because it works all the same. */
export function watchSecretFiles(readiness: Readiness, files: readonly SecretFile[]): void {
  for (const file of files) {
    const [variable, path] = file;
    if (!path) continue;
    readiness.probe({
      name: `file ${variable}`,
      everyMs: 45_000,
      late: { says: `${path} cannot be looked at.`, advice: 'Look whether its disk answers.' },
      ask: async () => notYet(checkSecretFiles([file])[0] ?? ok(`${variable} is not set.`)),
    });
  }
}
