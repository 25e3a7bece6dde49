import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inheritedEnvironment } from '../../../demo/system/environment.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PROJECT = [
  ...['src', 'scripts', 'infra', 'appPackage', 'docs'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', '.npmrc', 'exo.config.example.yaml'],
];

/**
 * The machine of whoever follows the documents: a copy of the project, and a place for what the documents put under `/etc`.
 * Commands run as they stand; only `<placeholders>` and such paths are filled in.
 */
export function makeSite(filled: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'exo-go-live-'));
  const project = join(folder, 'exo');
  for (const name of PROJECT) {
    cpSync(join(ROOT, name), join(project, name), {
      recursive: true,
      filter: (path) => !path.endsWith('/infra/secrets') && !path.endsWith('/appPackage/build'),
    });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'), 'junction');
  const etc = join(folder, 'etc');
  for (const name of ['redis', 'exo']) mkdirSync(join(etc, name), { recursive: true });
  const at = (...path: string[]) => join(project, ...path);
  const path = [dirname(process.execPath), process.env['PATH']].join(':');
  const env = { ...inheritedEnvironment(process.env), PATH: path };

  /** @throws Error that names a placeholder that nobody fills in */
  function fillIn(line: string): string {
    const text = line
      .replaceAll(/<[a-z][a-z ]+>/g, (placeholder) => {
        const value = filled[placeholder];
        if (value === undefined) throw new Error(`Nobody says what ${placeholder} is in: ${line}`);
        return value;
      })
      .replaceAll(/(^|[ =])\/etc\//g, `$1${etc}/`);
    return text;
  }

  return {
    folder,
    etc,
    at,
    env,
    fillIn,
    /** One block in one shell, as somebody would paste it. @returns what it printed */
    run(lines: readonly string[]): Promise<string> {
      return new Promise((resolve, reject) => {
        execFile('bash', ['-euc', lines.map(fillIn).join('\n')], { cwd: project, env }, (error, out, err) => {
          if (error) reject(new Error(`${lines.join('\n')}\nended with ${error.code}:\n${out}${err}`));
          else resolve(out + err);
        });
      });
    },
    exists: (...name: string[]) => existsSync(at(...name)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
export type Site = ReturnType<typeof makeSite>;
