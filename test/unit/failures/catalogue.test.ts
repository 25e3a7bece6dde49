import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { nameObjects, type StepError, StepFailure } from '../../../src/contracts/errors.ts';
import { readConsentAnswer } from '../../../src/graph/failures/consent-rules.ts';
import { toStepFailure } from '../../../src/graph/failures/failures.ts';
import { GraphFailure } from '../../../src/graph/failures/graph-failure.ts';
import { wasThere } from '../../../src/jobs/steps/entra/already-there.ts';
import { matchText } from '../../../src/runners/powershell/failures/to-step-failure.ts';
import { readResult } from '../../../src/runners/powershell/result.ts';
import { quietLogger } from '../../support/registrar.ts';
import { CONSENT_ROWS } from './consent-rows.ts';
import { GRAPH_ROWS, type GraphRow } from './graph-rows.ts';
import { POWERSHELL_ROWS } from './powershell-rows.ts';

/** What a person is told about one row. */
interface Meaning extends Pick<StepError, 'code' | 'advice' | 'budgetMs'> {
  readonly kind: StepError['kind'] | 'done';
}

const READ_BACK = 'Nothing to do: exo reads it back and goes on.';
const CONTEXT = {
  tenantId: '7c1d0000-0000-4000-8000-0000000041e0',
  authorityHost: 'https://login.microsoftonline.com',
  clientId: '11111111-2222-4333-8444-555555555555',
  permissions: ['Application.Read.All'],
};

function meaningOf({ origin, status, answer, text }: GraphRow): Meaning {
  const failure = new GraphFailure({ origin, status, code: answer, message: text });
  if (wasThere(failure)) return { kind: 'done', code: 'already-there', advice: READ_BACK };
  return toStepFailure(failure, CONTEXT).error;
}

/** As a card shows it: the engine names the objects of the run. */
const NAMES = {
  tenant: 'contoso.onmicrosoft.com',
  application: '"ServiceNow SecOps EXO CBA"',
  primary: 'mid1',
  server: 'mid2',
};

function print(where: string, text: string, meaning: Meaning | undefined): void {
  const advice = nameObjects(meaning?.advice ?? 'NO ADVICE', NAMES);
  process.stdout.write(`${where} | ${text.slice(0, 70)} | ${meaning?.code} | ${meaning?.kind} | ${advice}\n`);
}

/** Nobody is told to find out for themselves, and what is tried again comes to an end with a person. */
function requireAdvice(meaning: Meaning | undefined): void {
  expect(meaning?.advice).toMatch(/\.$/);
  expect(meaning?.advice).not.toMatch(/Read (what )?Microsoft|Microsoft's (text|list)/);
  if (meaning?.kind === 'transient') expect(meaning.budgetMs).toBeGreaterThan(0);
}

describe('the failure catalogue of Graph and the sign-in service', () => {
  beforeAll(() => {
    for (const row of GRAPH_ROWS) {
      const said = row.origin === 'graph' ? `${row.status} ${row.answer} ${row.text}` : row.text;
      print(row.where, said, meaningOf(row));
    }
  });

  test.each(GRAPH_ROWS)('$where: $status $answer "$text" is $kind: $code', (row) => {
    const meaning = meaningOf(row);

    expect(meaning).toMatchObject({ kind: row.kind, code: row.code });
    requireAdvice(meaning);
  });

  test('addKey is not in it because it is never asked for: it needs a valid key on the application', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

    expect(sources.filter((name) => readFileSync(`src/${name}`, 'utf8').includes('addKey'))).toEqual([]);
  });
});

describe("the failure catalogue of Microsoft's consent page", () => {
  beforeAll(() => {
    for (const [error, text] of CONSENT_ROWS) {
      const { code, kind, advice } = readConsentAnswer(error, text);
      print('consent page', `${error} ${text}`, { code, kind, advice });
    }
  });

  test.each(CONSENT_ROWS)('%s "%s" is %s: %s', (error, text, kind, code) => {
    const answer = readConsentAnswer(error, text);

    expect(answer).toMatchObject({ kind, code });
    expect(answer.advice).toMatch(/\.$/);
    expect(answer.advice).not.toContain('AADSTS');
  });
});

describe('the failure catalogue of PowerShell', () => {
  beforeAll(() => {
    for (const [where, text] of POWERSHELL_ROWS) print(where, text, matchText(text)?.error);
  });

  const rows = POWERSHELL_ROWS.map(([where, text, kind, code, budgetMs]) => ({ where, text, kind, code, budgetMs }));

  test.each(rows)('$where: "$text" is $kind: $code', ({ text, kind, code, budgetMs }) => {
    const error = matchText(text)?.error;

    expect(error).toMatchObject({ kind, code, ...(budgetMs ? { budgetMs } : {}) });
    requireAdvice(error);
  });

  test('a sign-in window that waits for a person is a step that does not end', () => {
    const about = { executable: 'powershell.exe', operation: 'verify-connection', timeoutMs: 300_000 };

    const meaning = meaningOfEnding({ kind: 'timeout', stderr: '' }, about);
    print('Connect-*', 'interactive window, hang', meaning);

    expect(meaning).toMatchObject({ kind: 'transient', code: 'powershell-timeout' });
    expect(meaning?.advice).toContain('sign-in window');
    requireAdvice(meaning);
  });
});

type About = Omit<Parameters<typeof readResult>[1], 'logger' | 'clean'>;

function meaningOfEnding(ending: Parameters<typeof readResult>[0], about: About): Meaning | undefined {
  try {
    readResult(ending, { ...about, logger: quietLogger, clean: (text) => text });
    return undefined;
  } catch (error) {
    if (error instanceof StepFailure) return error.error;
    throw error;
  }
}
