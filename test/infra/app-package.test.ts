import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppManifestUtils } from '@microsoft/app-manifest';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { commandLists } from '../../scripts/make-commands.ts';
import { COMMANDS } from '../../src/bot/commands/registry.ts';
import { readPng } from '../support/png-pixels.ts';
import { readZip } from '../support/zip-entries.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PACKAGE = join(ROOT, 'appPackage');
const BOT_ID = '0c9a7b1e-5d34-4f8a-9a61-2e7d4c5b6a70';
const ARGUMENTS = [
  `--bot-id=${BOT_ID}`,
  '--host=exo.fabrikam.example',
  '--operator=Fabrikam "Managed" Services',
  '--website=https://fabrikam.example/exo',
];

const Manifest = z.looseObject({
  id: z.string(),
  developer: z.object({
    name: z.string(),
    websiteUrl: z.string(),
    privacyUrl: z.string(),
    termsOfUseUrl: z.string(),
  }),
  bots: z.array(z.looseObject({ botId: z.string(), scopes: z.array(z.string()), commandLists: z.unknown() })).length(1),
  defaultInstallScope: z.string(),
  validDomains: z.array(z.string()),
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo-package-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the app package', () => {
  test('holds the manifest and both icons at its root, with the ids in place', () => {
    const out = join(folder, 'exo.zip');

    const { status, stderr } = packageApp([...ARGUMENTS, `--out=${out}`]);

    expect(stderr).toBe('');
    expect(status).toBe(0);
    const files = readZip(readFileSync(out));
    expect([...files.keys()]).toEqual(['manifest.json', 'color.png', 'outline.png']);
    expect(files.get('color.png')?.equals(readFileSync(join(PACKAGE, 'color.png')))).toBe(true);
    const manifest = Manifest.parse(JSON.parse(String(files.get('manifest.json'))));
    expect(manifest).toMatchObject({ id: BOT_ID, bots: [{ botId: BOT_ID }], validDomains: ['exo.fabrikam.example'] });
    expect(manifest.developer).toMatchObject({
      name: 'Fabrikam "Managed" Services',
      privacyUrl: 'https://fabrikam.example/exo',
    });
  });

  test('is not made without its ids, and says every one that is missing', () => {
    const out = join(folder, 'none.zip');

    const { status, stderr } = packageApp(['--bot-id=not-a-guid', `--out=${out}`]);

    expect(status).toBe(1);
    expect(stderr).toContain('--bot-id (or BOT_ID) is "not-a-guid"');
    expect(stderr).toContain('--host (or PUBLIC_HOST) is missing');
    expect(stderr).toContain('--operator (or OPERATOR_NAME) is missing');
    expect(() => readFileSync(out)).toThrow('ENOENT');
  });
});

describe('the manifest', () => {
  test('is valid without the network', async () => {
    forbidFetch();
    const file = join(folder, 'manifest.json');
    packageApp([...ARGUMENTS, `--out=${join(folder, 'valid.zip')}`]);

    const [, problems] = await AppManifestUtils.readAndValidateTeamsManifest(file);

    expect(problems).toEqual([]);
  });

  test('would be refused with a description that is too long', async () => {
    forbidFetch();
    const file = join(folder, 'wrong.json');
    writeFileSync(file, JSON.stringify({ ...readManifest(), description: { short: 'x'.repeat(81), full: 'x' } }));

    const [, problems] = await AppManifestUtils.readAndValidateTeamsManifest(file);

    expect(problems.join('\n')).toContain('/description/short');
  });

  test('offers exactly the commands of the registry', () => {
    const { commandLists: offered } = readManifest().bots[0] ?? {};

    expect(offered, 'bring it up to date with: npm run generate').toEqual(commandLists(COMMANDS));
    const [inTeams] = commandLists(COMMANDS);
    const shown = COMMANDS.filter(({ rare }) => !rare);
    expect(inTeams?.commands).toEqual(shown.map(({ name, summary }) => ({ title: name, description: summary })));
    expect(shown.length).toBeLessThanOrEqual(12);
  });

  test('asks for a team, and neither reads every message nor goes into shared channels', () => {
    const manifest = readManifest();

    expect(manifest.defaultInstallScope).toBe('team');
    expect(manifest.bots[0]?.scopes).toEqual(['team', 'personal', 'groupChat']);
    expect(manifest).not.toHaveProperty('supportsChannelFeatures');
    expect(manifest).not.toHaveProperty('supportedChannelTypes');
    expect(manifest).not.toHaveProperty('webApplicationInfo');
    expect(manifest).not.toHaveProperty('authorization');
  });
});

describe('the icons', () => {
  test('color.png is 192 x 192 and opaque', () => {
    const icon = readPng(readFileSync(join(PACKAGE, 'color.png')));

    expect([icon.width, icon.height]).toEqual([192, 192]);
    expect(icon.pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
  });

  test('outline.png is 32 x 32, white on nothing', () => {
    const icon = readPng(readFileSync(join(PACKAGE, 'outline.png')));

    expect([icon.width, icon.height]).toEqual([32, 32]);
    const visible = icon.pixels.filter(([, , , alpha]) => alpha > 0);
    expect(visible.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true);
    expect(visible.length).toBeGreaterThan(100);
    expect(visible.length).toBeLessThan(600);
  });
});

function packageApp(args: readonly string[]) {
  const script = join(ROOT, 'scripts', 'package-app.mjs');
  // Only what the machine itself needs: ids from the environment would hide what the test leaves out.
  const env = { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'] };
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env });
}

function readManifest() {
  return Manifest.parse(JSON.parse(readFileSync(join(PACKAGE, 'manifest.json'), 'utf8')));
}

function forbidFetch(): void {
  vi.stubGlobal('fetch', () => {
    throw new Error('the manifest must be checked offline');
  });
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
}
