import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { z } from 'zod';

/** Lists every other file of the bundle. `Test-ExoBundle` of infra/windows/RunnerSetup follows the same rule. */
export const HASHES_FILE = 'hashes.json';

/** Relative path with `/` -> SHA-256 in lower-case hexadecimal. */
const Hashes = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));
export type Hashes = z.infer<typeof Hashes>;

/**
 * SHA-256 of every file below a folder but its own list, sorted by path.
 * @throws Error for a link: what it points to could change later
 */
export function hashFolder(folder: string): Hashes {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => file !== HASHES_FILE && !lstatSync(join(folder, file)).isDirectory())
    .sort();
  return Object.fromEntries(files.map((file) => [file, hashFile(folder, file)]));
}

/** The text of the list; its own SHA-256 stands for the whole bundle. */
export function formatHashes(hashes: Hashes): string {
  return `${JSON.stringify(hashes, undefined, 1)}\n`;
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Compares a bundle with its list, and the list with the hash that came another way than the bundle.
 * @returns what is wrong, nothing when all is as it was made
 */
export function verifyBundle(folder: string, expected: string): string[] {
  const list = join(folder, HASHES_FILE);
  if (!existsSync(list)) return [`${HASHES_FILE} is missing`];
  const content = readFileSync(list);
  if (sha256(content) !== expected.toLowerCase()) return [`${HASHES_FILE} is not the one that was announced`];
  const wanted = Hashes.parse(JSON.parse(content.toString('utf8')));
  const found = hashFolder(folder);
  return [
    ...Object.keys(wanted).flatMap((file) => describe(file, wanted[file], found[file])),
    ...Object.keys(found).flatMap((file) => (file in wanted ? [] : [`${file} was added`])),
  ];
}

function describe(file: string, wanted: string | undefined, found: string | undefined): string[] {
  if (wanted === found) return [];
  return [found === undefined ? `${file} is missing` : `${file} was changed`];
}

function hashFile(folder: string, file: string): string {
  const path = join(folder, file);
  if (!lstatSync(path).isFile()) throw new Error(`${file} is a link; a bundle has none`);
  return sha256(readFileSync(path));
}
