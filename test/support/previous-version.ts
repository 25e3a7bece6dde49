import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/**
 * The sources of commit a79f2f5, kept because a shallow clone does not have them. After a release:
 * `git archive <commit> src package.json | gzip -9n > test/fixtures/previous-version.tar.gz`.
 */
const ARCHIVE = join(ROOT, 'test', 'fixtures', 'previous-version.tar.gz');

/** Puts the previous version into a folder, to run its processes beside those of this version. */
export function unpackPreviousVersion(): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'exo-previous-'));
  execFileSync('tar', ['-xzf', ARCHIVE, '-C', folder]);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
