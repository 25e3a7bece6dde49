import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readBuild } from '../../../src/runners/build.ts';

it('a build is called as the installer calls its folder, and a working copy is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exo-build-'));
  try {
    expect(readBuild(folder)).toBeUndefined();

    writeFileSync(join(folder, 'hashes.json'), '{}\n');

    expect(readBuild(folder)).toBe(createHash('sha256').update('{}\n').digest('hex').slice(0, 8));
    expect(readBuild()).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
