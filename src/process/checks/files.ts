import { statSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import { type Condition, type NamedCondition, ok, stops, warning } from '../readiness/condition.ts';

const OTHERS = 0o077;

/** Variable of the environment or name of the file, path. */
export type SecretFile = readonly [variable: string, path: string | undefined];

/** Who else can read a file, as the end of a sentence, and what to do; undefined: nobody. @throws Error when it cannot be looked at */
export type WhoElse = (path: string) => { readonly who: string; readonly advice: string } | undefined;

/** Whether files with secrets can be read by this process alone. */
export function checkSecretFiles(files: readonly SecretFile[], whoElse: WhoElse = byMode): NamedCondition[] {
  return files.flatMap(([variable, path]): NamedCondition[] => {
    if (!path) return [];
    const name = `file ${variable}`;
    try {
      statSync(path);
    } catch (error) {
      return [{ name, ...stops(`${path} cannot be read: ${messageOf(error)}.`, `Set ${variable} to the right file.`) }];
    }
    return [{ name, ...judge(path, whoElse) }];
  });
}

function judge(path: string, whoElse: WhoElse): Condition {
  try {
    const others = whoElse(path);
    return others
      ? warning(`${path} can be read by ${others.who}.`, others.advice)
      : ok(`${path} can be read by its owner alone.`);
  } catch (error) {
    return warning(
      `Who can read ${path} could not be found out: ${messageOf(error)}.`,
      'Look at the rights of the file yourself.',
    );
  }
}

export const byMode: WhoElse = (path) => {
  const { mode } = statSync(path);
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return undefined;
  return { who: `others than its owner (mode ${(mode & 0o777).toString(8)})`, advice: `Run: chmod 600 ${path}` };
};
