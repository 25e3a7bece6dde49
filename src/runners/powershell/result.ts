import { StepFailure } from '../../contracts/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import { matchText, toStepFailure } from './failures/to-step-failure.ts';
import { ErrorReport, ResultDocument } from './shell/document.ts';
import type { Ending } from './shell/run-shell.ts';

interface About {
  readonly executable: string;
  readonly operation: string;
  readonly timeoutMs: number;
  readonly logger: Logger;
  /** Takes the step's secret out of everything but the output of a success. */
  readonly clean: (text: string) => string;
}

/**
 * The output of the operation.
 * @throws StepFailure when there is none
 */
export function readResult(ending: Ending, about: About): unknown {
  switch (ending.kind) {
    case 'document':
      return readDocument(ending.json, about);
    case 'not-started':
      throw notStarted(ending.error, about);
    case 'timeout':
      throw matchText(withoutMarks(ending.stderr)) ?? timedOut(about);
    case 'limited':
      throw matchText(ending.mode) ?? noDocument({ kind: 'no-document', exitCode: null, stderr: ending.mode }, about);
    case 'too-much-output':
      throw ours('powershell-output-limit', `${about.operation} printed far more than it should.`);
    case 'no-document':
      throw matchText(withoutMarks(ending.stderr)) ?? noDocument(ending, about);
    case 'aborted':
      throw ours('powershell-aborted', `${about.operation} was stopped.`);
  }
}

function readDocument(json: string, { operation, logger, clean }: About): unknown {
  let document: ResultDocument;
  try {
    document = ResultDocument.parse(JSON.parse(json));
  } catch (error) {
    throw ours('powershell-bad-result', `${operation} answered with something that is not a result.`, error);
  }
  for (const warning of document.warnings) logger.warn({ warning: clean(warning) }, 'PowerShell warned');
  if (document.ok) return document.output;
  const report = ErrorReport.parse(JSON.parse(clean(JSON.stringify(document.error))));
  logger.info({ report }, 'PowerShell reported an error');
  throw toStepFailure(report);
}

function notStarted(error: unknown, { executable }: About): StepFailure {
  return new StepFailure(
    {
      kind: 'person',
      code: 'powershell-missing',
      message: `PowerShell cannot be started as ${executable}.`,
      advice: 'Set EXO_POWERSHELL of {worker} to the PowerShell that is installed, then Retry.',
      detail: error instanceof Error ? error.message : String(error),
    },
    { cause: error },
  );
}

function timedOut({ operation, timeoutMs }: About): StepFailure {
  return new StepFailure({
    kind: 'transient',
    code: 'powershell-timeout',
    message: `${operation} did not end within ${Math.round(timeoutMs / 1000)} seconds and was stopped.`,
    advice:
      'It is tried again by itself; if this persists, look on {server} for a sign-in window or a question that waits for a person.',
    retryAfterMs: 30_000,
    budgetMs: 30 * 60_000,
  });
}

function noDocument({ stderr, exitCode }: Extract<Ending, { kind: 'no-document' }>, { operation }: About): StepFailure {
  const failure = ours('powershell-no-result', `${operation} ended without a result.`);
  const detail = [exitCode === null ? '' : `Exit code ${exitCode}.`, withoutMarks(stderr)].filter(Boolean).join(' ');
  return new StepFailure({ ...failure.error, ...(detail && { detail: detail.slice(0, 1000) }) });
}

/** node-powershell marks the ends of an answer on standard error, too: lines of 16 letters and digits. */
function withoutMarks(stderr: string): string {
  return stderr.replace(/^[0-9A-Za-z]{16}\r?$/gm, '').trim();
}

function ours(code: string, message: string, cause?: unknown): StepFailure {
  return new StepFailure(
    {
      kind: 'ours',
      code,
      message,
      advice: 'Retry once; if this persists, send the log of {worker} to whoever maintains exo.',
    },
    { cause },
  );
}
