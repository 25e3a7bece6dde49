import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OWN_CODES } from '../../../src/runners/powershell/failures/own-codes.ts';

const MODULE = join(import.meta.dirname, '..', '..', '..', 'src', 'runners', 'module');

it('every code that the module raises has advice, and no other has', () => {
  const text = readdirSync(MODULE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ps1'))
    .map((file) => readFileSync(join(MODULE, file), 'utf8').replaceAll(/<#[\s\S]*?#>/g, ''))
    .join('\n');

  const raised = new Set([...text.matchAll(/New-ExoFailure -Code '([^']+)'/g)].map(([, code]) => code));

  expect([...raised].toSorted()).toEqual(Object.keys(OWN_CODES).toSorted());
});
