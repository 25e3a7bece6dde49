import { statSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import { type NamedCondition, ok, stops, warning } from '../readiness/condition.ts';

const OTHERS = 0o077;

/** Whether files with secrets can be read by this process alone. @param files variable of the environment, path */
export function checkSecretFiles(files: readonly (readonly [variable: string, path: string | undefined])[]) {
  return files.flatMap(([variable, path]): NamedCondition[] => {
    if (!path) return [];
    const name = `file ${variable}`;
    try {
      const { mode } = statSync(path);
      if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
        return [
          {
            name,
            ...warning(
              `${path} can be read by others than its owner (mode ${(mode & 0o777).toString(8)}).`,
              `Run: chmod 600 ${path}`,
            ),
          },
        ];
      }
      return [{ name, ...ok(`${path} can be read by its owner alone.`) }];
    } catch (error) {
      return [{ name, ...stops(`${path} cannot be read: ${messageOf(error)}.`, `Set ${variable} to the right file.`) }];
    }
  });
}
