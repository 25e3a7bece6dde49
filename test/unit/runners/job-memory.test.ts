import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openJobMemory } from '../../../src/runners/job-memory.ts';

const JOB = 'contoso-1:share-certificate@mid2:1';

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), 'exo-memory-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'finished-jobs.jsonl');
}

test('a job that comes again is answered with its result, also after a restart', () => {
  const path = file();
  openJobMemory(path, () => 100).remember(JOB, 200, 'done');

  expect(openJobMemory(path, () => 150).recall(JOB, 200)).toBe('done');
});

test('a job that was signed again under the same id is done again, and the earlier one stays answered', () => {
  const memory = openJobMemory(file(), () => 100);
  memory.remember(JOB, 200, 'before the restore');

  expect(memory.recall(JOB, 260)).toBeUndefined();
  memory.remember(JOB, 260, 'after the restore');
  expect(memory.recall(JOB, 200)).toBe('before the restore');
  expect(memory.recall(JOB, 260)).toBe('after the restore');
});

test('what can no longer be accepted is forgotten', () => {
  let now = 100;
  const memory = openJobMemory(file(), () => now);
  memory.remember(JOB, 200, 'done');
  now = 321;
  memory.remember('contoso-1:check-server@mid1:1', 400, 'done');

  expect(memory.recall(JOB, 200)).toBeUndefined();
});
