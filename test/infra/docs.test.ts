import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commandTable, withTable } from '../../scripts/make-commands.ts';
import { COMMANDS } from '../../src/bot/commands/registry.ts';
import { REQUIRED_PERMISSIONS } from '../../src/contracts/permissions/permissions.ts';
import { STEPS } from '../../src/contracts/steps/index.ts';
import { NETWORK_RULES } from '../../src/runners/powershell/failures/network-rules.ts';
import { SERVER_RULES } from '../../src/runners/powershell/failures/server-rules.ts';
import { type Right, rolesWith } from '../../src/runs/rights.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DOCUMENTS = [
  'README.md',
  'AGENTS.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
/** Made by the commands that the documents describe. */
const MADE_LATER = /^(?:appPackage\/build\/exo\.zip|infra\/secrets(?:\/.*)?)$/;
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));

describe.each(DOCUMENTS)('%s', (name) => {
  const text = read(name);

  test('links to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link ?? '');

    const broken = links.filter((link) => !/^https?:/.test(link) && !existsSync(join(ROOT, dirname(name), link)));

    expect(broken).toEqual([]);
  });

  test('names npm commands that exist', () => {
    const named = [...text.matchAll(/npm run ([a-z][a-z0-9:-]*)/g)].map(([, script]) => script ?? '');

    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  test('names files of the project that exist', () => {
    const paths = [...text.matchAll(/`((?:src|demo|test|scripts|infra|docs|appPackage)\/[\w./-]+)`/g)];

    const missing = paths
      .map(([, path]) => path ?? '')
      .filter((path) => !MADE_LATER.test(path) && !existsSync(join(ROOT, path)));

    expect(missing).toEqual([]);
  });
});

describe('docs/operators.md', () => {
  const guide = read('docs/operators.md');

  test('has the commands of the registry', () => {
    expect(guide, 'bring it up to date with: npm run generate').toBe(withTable(guide, commandTable(COMMANDS)));
    for (const { usage } of COMMANDS) expect(guide).toContain(usage.replaceAll('|', '\\|'));
  });

  test('says which role has which right', () => {
    const columns: Right[] = ['look', 'request', 'operate', 'hand-over', 'approve', 'administer'];
    const rows = [...guide.matchAll(/^\| (viewer|requester|approver|admin) \|(.*)\|$/gm)];

    const said = rows.map(([, role, cells = '']) => [role, ...cells.split('|').map((cell) => cell.trim() === 'yes')]);

    const roles = ['viewer', 'requester', 'approver', 'admin'] as const;
    expect(said).toEqual(roles.map((role) => [role, ...columns.map((right) => rolesWith(right).includes(role))]));
  });
});

test('docs/architecture.md names every step', () => {
  const text = read('docs/architecture.md');

  expect(Object.keys(STEPS).filter((step) => step !== 'preview-changes' && !text.includes(`\`${step}\``))).toEqual([]);
});

test('docs/architecture.md gives the reason for every package', () => {
  const text = read('docs/architecture.md');
  const Package = z.object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  });
  const { dependencies, devDependencies } = Package.parse(JSON.parse(read('package.json')));

  const packages = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));

  expect(packages.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test('docs/graph-permissions.md names every permission that a step asks for', () => {
  const text = read('docs/graph-permissions.md');

  expect(
    Object.values(STEPS)
      .flatMap((step) => ('permissions' in step ? step.permissions : []))
      .filter((permission) => !text.includes(permission)),
  ).toEqual([]);
});

test('docs/mid-server.md names every code that comes from the state of a MID server', () => {
  const text = read('docs/mid-server.md');
  const folder = join(ROOT, 'src/runners/module/Private/Server');
  const judged = readdirSync(folder).flatMap((file) => {
    const found = readFileSync(join(folder, file), 'utf8').matchAll(/New-ExoFinding -Code '([a-z0-9-]+)'/g);
    return [...found].map(([, code]) => code ?? '');
  });
  const understood = [...SERVER_RULES, ...NETWORK_RULES].map(({ code }) => code);

  expect([...new Set([...judged, ...understood])].filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});

test('docs/configuration.md names the permissions that are given by default', () => {
  const text = read('docs/configuration.md').replaceAll('\n', ' ');

  for (const { value, resourceName } of REQUIRED_PERMISSIONS) expect(text).toContain(`${value} on ${resourceName}`);
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
