import { type StepError, StepFailure } from '../../../contracts/errors.ts';
import type { ErrorReport } from '../shell/document.ts';
import { CONNECT_RULES } from './connect-rules.ts';
import { NETWORK_RULES } from './network-rules.ts';
import { OWN_CODES } from './own-codes.ts';
import type { FailureRule } from './rule.ts';
import { SERVER_RULES } from './server-rules.ts';
import { SIGN_IN_RULES } from './sign-in-rules.ts';
import { signalsOf } from './signals.ts';

const DETAIL_LENGTH = 1000;
/** All rules for what Microsoft and Windows say; the first match wins. An AADSTS number says more than the words around it. */
export const RULES: readonly FailureRule[] = [...SIGN_IN_RULES, ...CONNECT_RULES, ...NETWORK_RULES, ...SERVER_RULES];

/** The meaning of an error that the module reported. */
export function toStepFailure(report: ErrorReport): StepFailure {
  const own = report.code === null ? undefined : OWN_CODES[report.code];
  if (report.code !== null && own) {
    const advice = report.advice || own.advice;
    return new StepFailure({
      ...own,
      code: report.code,
      message: report.message,
      advice,
      ...detail(report.inner.join(' ')),
    });
  }
  const text = [report.message, ...report.inner].join('\n');
  return (
    matchMicrosoft(text) ?? matchSignals(signalsOf(report), text) ?? matchText(text) ?? unknownFailure(report, text)
  );
}

/** Entra's code and Exchange's sentence say more than the HTTP status around them, and are English everywhere. */
function matchMicrosoft(text: string): StepFailure | undefined {
  return failureOf(
    [...SIGN_IN_RULES, ...CONNECT_RULES].find(({ when, signal }) => !signal && when?.test(text)),
    text,
  );
}

function matchSignals(signals: string, text: string): StepFailure | undefined {
  return failureOf(
    RULES.find(({ signal }) => signal?.test(signals)),
    text,
  );
}

/** The meaning of a text that Windows or Microsoft printed; undefined: not a known one. */
export function matchText(text: string): StepFailure | undefined {
  return failureOf(
    RULES.find(({ when }) => when?.test(text)),
    text,
  );
}

function failureOf(rule: FailureRule | undefined, text: string): StepFailure | undefined {
  if (!rule) return undefined;
  const { when: _when, signal: _signal, ...error } = rule;
  return new StepFailure({ ...error, ...detail(text) });
}

function unknownFailure(report: ErrorReport, text: string): StepFailure {
  return new StepFailure({
    kind: 'person',
    code: 'powershell-error',
    message: 'PowerShell stopped with an error that this software does not know.',
    advice:
      'Retry once; if this persists, give the text under Details and the log of {worker} to whoever maintains exo.',
    ...detail(`${text}\n${report.exception} ${report.errorId} ${report.position}`),
  });
}

function detail(text: string): Pick<StepError, 'detail'> {
  const shown = text.trim().slice(0, DETAIL_LENGTH);
  return shown === '' ? {} : { detail: shown };
}
