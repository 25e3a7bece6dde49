import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../src/bot/commands/registry.ts';
import type { CommandInfo } from '../src/bot/spec/command.ts';
import { rolesWith } from '../src/runs/rights.ts';

/** The command menu of Teams, one list for each kind of place. */
export function commandLists(commands: readonly CommandInfo[]) {
  const list = (scopes: string[], offered: readonly CommandInfo[]) => ({
    scopes,
    commands: offered.filter(({ rare }) => !rare).map(({ name, summary }) => ({ title: name, description: summary })),
  });
  return [
    list(['team', 'groupChat'], commands),
    list(
      ['personal'],
      commands.filter((command) => command.personalToo),
    ),
  ];
}

/** The table of commands in docs/operators.md. */
export function commandTable(commands: readonly CommandInfo[]): string {
  const rows = commands.map(({ name, usage, summary, examples, right }) => {
    const who = right ? rolesWith(right).join(', ') : 'everybody in the home tenant';
    return `| \`@exo ${`${name} ${usage}`.trim().replaceAll('|', '\\|')}\` | ${summary} | ${examples
      .map((example) => `\`${example}\``)
      .join('<br>')} | ${who} |`;
  });
  return ['| say | what it does | for example | who |', '|---|---|---|---|', ...rows].join('\n');
}

const BEGIN = '<!-- commands: made by "npm run generate" -->';
const END = '<!-- end of commands -->';

/** Puts content between the two marks. */
export function withTable(document: string, table: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The document needs the marks ${BEGIN} and ${END}`);
  return `${document.slice(0, begin + BEGIN.length)}\n${table}\n${document.slice(end)}`;
}

/** `npm run generate`: brings the app manifest and docs/operators.md up to the registry. */
if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const guide = join(root, 'docs', 'operators.md');
  const text = readFileSync(guide, 'utf8');
  writeFileSync(guide, withTable(text, commandTable(COMMANDS)));

  const file = join(root, 'appPackage', 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.bots[0].commandLists = commandLists(COMMANDS);
  writeFileSync(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
}
