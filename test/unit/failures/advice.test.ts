import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GRAPH_RULES } from '../../../src/graph/failures/graph-rules.ts';
import { SIGN_IN_RULES, UNKNOWN_SIGN_IN } from '../../../src/graph/failures/sign-in-rules.ts';
import {
  approvalMissing,
  approvalOutdated,
  approverNotAllowed,
  approverNotReadable,
  jobUsed,
  notConfigured,
  runNotOpen,
  subjectChanged,
} from '../../../src/jobs/guard/refusals.ts';
import { OWN_CODES } from '../../../src/runners/powershell/failures/own-codes.ts';
import { RULES } from '../../../src/runners/powershell/failures/to-step-failure.ts';

/** What the engine fills in (`src/runs/named-failure.ts`), and before it the cloud worker. */
const OF_THE_RUN = ['tenant', 'application', 'server', 'account', 'primary', 'worker'];
const OF_THE_WORKER = [...OF_THE_RUN, 'bot', 'authority', 'rights'];

/** Names an object: by a placeholder, a value, a setting, a permission, or a process of exo. */
const OBJECT =
  /\{[a-z]+\}|\$\{[^}]+\}|\b[A-Z]+(_[A-Z]+)+\b|\b(application|approval|certificate|organisation|tenants|serverGroups)\.[a-zA-Z]+|\b[A-Z][a-zA-Z]+\.Read[a-zA-Z.]*|exo\.config\.yaml|the jobs process|\bRedis\b/;

interface Advice {
  readonly code: string;
  readonly advice: string;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/(?<!\$)\{([a-zA-Z]+)\}/g)].map(([, name]) => name ?? '');
}

const own = Object.entries(OWN_CODES).map(([code, { kind, advice }]) => ({ code, kind, message: '', advice }));
const TABLES = [
  ['Graph', GRAPH_RULES, OF_THE_WORKER],
  ['the sign-in service', [...SIGN_IN_RULES, UNKNOWN_SIGN_IN], OF_THE_WORKER],
  ['PowerShell', RULES, OF_THE_RUN],
  ['the PowerShell module', own, OF_THE_RUN],
] as const;

describe.each(TABLES)('the advices of the table of %s', (_name, rules, known) => {
  test.each(rules.filter(({ kind }) => kind === 'transient'))('$code says what to do if it persists', ({ advice }) => {
    expect(advice).toMatch(/\bif this persists, \w+/i);
  });

  test.each(rules.map(({ code, message, advice }) => ({ code, message, advice })))(
    '$code names the object that it is about',
    ({ message, advice }) => {
      expect(advice).toMatch(OBJECT);
      // A worker knows no name of somebody's tenant or server: "the tenant" would leave the reader to guess which.
      expect(advice).not.toMatch(/\b(the|this) (tenant|(MID )?server|application)\b(?! (that|which|of) )/i);
      expect(known).toEqual(expect.arrayContaining(placeholders(message + advice)));
    },
  );
});

function isOutsideTables(file: string): boolean {
  return file.endsWith('.ts') && !/(failures\/.*-rules|failures\/own-codes)\.ts$/.test(file);
}

const REFUSALS = [
  runNotOpen('contoso-1', 'the run is over'),
  approvalMissing('nobody approved it'),
  approvalOutdated('it is too old'),
  subjectChanged(['there is another owner']),
  approverNotAllowed('Jon', 'who asked for it as well'),
  approverNotReadable('Jon', 'Forbidden'),
  notConfigured(['the tenant is another one']),
  jobUsed(),
].map(({ error }) => error);

test.each(REFUSALS)('the refusal $code of the guard names the object that it is about', ({ advice }) => {
  expect(advice).toMatch(OBJECT);
  expect(OF_THE_RUN).toEqual(expect.arrayContaining(placeholders(advice)));
});

/** Every `advice:` in the code that is not a line of a table, by file. */
function advicesIn(place: string): (Advice & { readonly file: string })[] {
  const files = place.endsWith('.ts') ? [place] : readdirSync(place, { recursive: true, encoding: 'utf8' });
  return files.filter(isOutsideTables).flatMap((file) => {
    const text = readFileSync(file === place ? place : `${place}/${file}`, 'utf8');
    // A sentence may stand on the next line; what is no literal comes from a table or a parameter.
    const found = text.matchAll(/code: '([a-z-]+)',(?:(?!code: ')[\s\S])*?advice:\s*(`[^`]*`|'[^']*'|"[^"]*")/g);
    return [...found].map(([, code = '', advice = '']) => ({ file, code, advice: advice.slice(1, -1) }));
  });
}

describe.each(['src/jobs', 'src/runs', 'src/runners', 'src/process/bullmq/step-worker.ts'])(
  'the advices in %s',
  (folder) => {
    test.each(advicesIn(folder))('$file: $code names the object that it is about', ({ advice }) => {
      expect(advice).toMatch(OBJECT);
      expect(OF_THE_RUN).toEqual(expect.arrayContaining(placeholders(advice)));
    });
  },
);
