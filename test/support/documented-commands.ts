import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** The lines of the block that stands behind a mark in a document, e.g. `<!-- back up -->`. */
export function documentedLines(document: string, mark: string): string[] {
  const text = readFileSync(join(ROOT, 'docs', document), 'utf8');
  const block = new RegExp(`<!-- ${mark} -->\\n\`\`\`\\n([\\s\\S]*?)\`\`\``).exec(text);
  const lines = block?.[1]?.split('\n').filter((line) => line.trim() !== '') ?? [];
  if (lines.length === 0) throw new Error(`docs/${document} has no block "${mark}"`);
  return lines;
}

/** Runs one line as whoever follows the document would. @throws Error with what it printed */
export async function carryOut(line: string, env: Readonly<Record<string, string>>): Promise<string> {
  const path = [dirname(process.execPath), process.env['PATH']].join(':');
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', line], { cwd: ROOT, env: { PATH: path, ...env } }, (error, out, err) => {
      if (error) reject(new Error(`${line} ended with ${error.code}: ${out}${err}`));
      else resolve(out + err);
    });
  });
}
