import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineOf, type NamedCondition } from '../../src/process/readiness/condition.ts';
import type { Said } from './set-up-said.ts';

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'broken-set-ups.md');
const HEAD =
  '| what is wrong | `npm run check` | `/readyz` | `@exo status` | card of an open run |\n|---|---|---|---|---|';
/** What is another each time: addresses, paths, dates, amounts. */
const VARIABLE: readonly (readonly [RegExp, string])[] = [
  [/(?:https?:\/\/)?(?:127\.0\.0\.1|localhost):\d+/g, '*address*'],
  [/changed-[\d.]+\.yaml/g, 'exo.config.yaml'],
  [/\/\S*\/exo-checks-\w+\//g, ''],
  [/\d{4}-\d\d-\d\d/g, '*date*'],
  [/\b\d+ (days|s|h)\b/g, '*n* $1'],
];

/** One line of the table: what each says, or that it says the same as the check. */
export function rowOf(what: string, troubles: readonly NamedCondition[], said: Said): string {
  const checked = troubles.map(lineOf);
  const sentences = troubles.map(({ says, advice = '' }) => `${says} ${advice}`.trim());
  const cells = [
    what,
    checked.map(code).join('<br>'),
    readyzOf(checked, said.readyz?.map(lineOf)),
    chatCell(sentences, said.status),
    chatCell(sentences, said.card),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Brings the document up to date where `EXO_WRITE_TABLES` is set. @returns the rows that it has */
export function documentedRows(rows: readonly string[], write: boolean): string[] {
  const text = readFileSync(DOCUMENT, 'utf8');
  const start = text.indexOf(HEAD) + HEAD.length + 1;
  if (write) {
    writeFileSync(DOCUMENT, `${text.slice(0, start)}${rows.join('\n')}\n`);
    return [...rows];
  }
  return text.slice(start).trim().split('\n');
}

function readyzOf(checked: readonly string[], readyz: readonly string[] | undefined): string {
  if (readyz === undefined) return 'does not start';
  if (readyz.length === 0) return 'ready';
  return readyz.every((line) => checked.includes(line)) ? 'the same' : readyz.map(code).join('<br>');
}

function chatCell(sentences: readonly string[], text: string | undefined): string {
  if (text === undefined) return 'no answer';
  const flat = text.replaceAll(/\s+/g, ' ');
  if (sentences.some((each) => flat.includes(each.replaceAll(/\s+/g, ' ').trim()))) return 'the same';
  if (/jobs has not been seen since [^:]*\d\d:\d\d UTC: nothing moves until it is started\. Start jobs/.test(flat))
    return 'jobs away';
  return /No approvers are configured|none is configured/.test(flat) ? 'nobody may approve' : '–';
}

function code(line: string): string {
  const flat = VARIABLE.reduce((all, [from, to]) => all.replaceAll(from, to), line.replaceAll(/\s+/g, ' '));
  return flat.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
