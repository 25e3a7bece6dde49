import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Types, lint, then every test; goes on after a failure, so that one run shows everything. The last line is always
 * `N passed, N failed, N skipped`; the two checks count as one test each.
 * @param start runs a Node program to its end and resolves to its exit code.
 * @returns exit code.
 */
export async function runTests(root, start, args) {
  const bin = (...path) => join(root, 'node_modules', ...path);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const checks = [
    ['Types', [bin('typescript', 'bin', 'tsc')]],
    ['Lint', [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings']],
  ];
  for (const [name, program] of checks) {
    const code = await start(program);
    counts[code === 0 ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${name.padEnd(13)} ${code === 0 ? 'ok' : 'FAILED, see above'}\n`);
  }
  const report = join(root, '.exo', 'test-counts.json');
  rmSync(report, { force: true });
  const code = await start([bin('vitest', 'vitest.mjs'), 'run', ...args], { EXO_TEST_COUNTS: report });
  const tests = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  for (const key of Object.keys(counts)) counts[key] += tests[key];
  // Vitest can fail without a failed test, e.g. when a set-up throws.
  if (code !== 0 && tests.failed === 0) counts.failed += 1;
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  return counts.failed === 0 ? 0 : 1;
}
