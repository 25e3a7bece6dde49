import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** A block of commands in a document. */
export interface Block {
  readonly document: string;
  readonly heading: string;
  /** What the comment before it says, e.g. `go live: bot`; empty without one. */
  readonly mark: string;
  readonly lines: readonly string[];
}

/** All blocks of a document, in its order. */
export function blocksOf(document: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let mark = '';
  let lines: string[] | undefined;
  for (const line of readFileSync(join(ROOT, 'docs', document), 'utf8').split('\n')) {
    const text = line.trim();
    if (lines && text === '```') {
      blocks.push({ document, heading, mark, lines: lines.filter((each) => each !== '') });
      [lines, mark] = [undefined, ''];
    } else if (lines) lines.push(text);
    else if (text.startsWith('```')) lines = [];
    else if (text.startsWith('#')) heading = text.replace(/^#+ /, '');
    else if (text.startsWith('<!--')) mark = text.slice(4, -3).trim();
    else if (text !== '') mark = '';
  }
  return blocks;
}
