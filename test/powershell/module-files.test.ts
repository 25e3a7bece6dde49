import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODULE_FOLDER, PWSH, PWSH_SKIP, runScript } from '../support/pwsh.ts';

const files = readdirSync(MODULE_FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ps[dm]?1$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(MODULE_FOLDER, file), 'utf8') }));
const functions = files.filter(({ file }) => /^(Public|Private)/.test(file));

describe('files of the PowerShell module', () => {
  it('export exactly the functions of the Public folder', () => {
    const manifest = files.find(({ file }) => file.endsWith('.psd1'))?.text ?? '';
    const exported = /FunctionsToExport\s*=\s*@\(([^)]*)\)/.exec(manifest)?.[1] ?? '';

    const names = [...exported.matchAll(/'([^']+)'/g)].map(([, name]) => name);

    const there = readdirSync(join(MODULE_FOLDER, 'Public')).map((file) => basename(file, '.ps1'));
    expect(names.toSorted()).toEqual(there.toSorted());
  });

  it.each(files)('$file is ASCII, which Windows PowerShell reads the same everywhere', ({ text }) => {
    expect(text).toMatch(/^[\t\r\n\x20-\x7e]*$/);
  });

  it.each(functions)(
    '$file holds the one function that it is called after, with help for each parameter',
    ({ file, text }) => {
      const parameters = [...text.matchAll(/^ {8}\[[^\]]+\]+ \$(\w+)/gm)].map(([, name]) => name);

      const documented = [...text.matchAll(/^ {4}\.PARAMETER (\w+)/gm)].map(([, name]) => name);
      expect([...text.matchAll(/^function ([\w-]+)/gm)].map(([, name]) => name)).toEqual([basename(file, '.ps1')]);
      expect(text).toContain('.SYNOPSIS');
      expect(text).toContain('[CmdletBinding()]');
      expect(documented).toEqual(parameters);
    },
  );

  it.each(files)('$file runs no text as code and swallows nothing', ({ text }) => {
    expect(text).not.toMatch(/Invoke-Expression|\biex\b/i);
    expect(text).not.toMatch(/catch\s*(\[[^\]]*\]\s*)?\{\s*\}/);
    expect(text).not.toMatch(/Get-ServicePrincipal -Identity (?!answers)/);
  });
});

describe('the entry script', () => {
  it('gets no secret: the module alone reads it, from standard input', () => {
    const readers = files.filter(({ text }) => text.includes('[Console]::In'));

    expect(readers.map(({ file }) => basename(file))).toEqual(['Read-ExoSecret.ps1']);
    for (const { text } of files) expect(text).not.toMatch(/EnvironmentVariable\(.*SECRET/);
  });
});

describe.skipIf(!PWSH)(`syntax of the PowerShell module${PWSH_SKIP}`, () => {
  it('is that of Windows PowerShell 5.1', async () => {
    const script = join(import.meta.dirname, 'syntax.ps1');

    expect(await runScript(script, '-Folder', MODULE_FOLDER)).toEqual([]);
  });
});
