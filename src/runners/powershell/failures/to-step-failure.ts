import { type StepError, StepFailure } from '../../../contracts/errors.ts';
import type { ErrorReport } from '../document.ts';
import { CONNECT_TEXTS } from './connect-texts.ts';
import { OWN_CODES } from './own-codes.ts';
import type { TextRule } from './rule.ts';
import { SERVER_TEXTS } from './server-texts.ts';

const DETAIL_LENGTH = 1000;
const TEXTS = [...CONNECT_TEXTS, ...SERVER_TEXTS];

/** The meaning of an error that the module reported. */
export function toStepFailure(report: ErrorReport): StepFailure {
  const own = report.code === null ? undefined : OWN_CODES[report.code];
  if (report.code !== null && own) {
    return new StepFailure({ ...own, code: report.code, message: report.message, ...detail(report.inner.join(' ')) });
  }
  const text = [report.message, ...report.inner].join('\n');
  return matchText(text) ?? unknownFailure(report, text);
}

/** The meaning of a text that Windows or Microsoft printed; undefined: not a known one. */
export function matchText(text: string): StepFailure | undefined {
  const rule = TEXTS.find(({ when }) => when.test(text));
  return rule && new StepFailure({ ...errorOf(rule), ...detail(text) });
}

function errorOf({ when: _when, ...error }: TextRule): StepError {
  return error;
}

function unknownFailure(report: ErrorReport, text: string): StepFailure {
  return new StepFailure({
    kind: 'person',
    code: 'powershell-error',
    message: 'PowerShell stopped with an error that this software does not know.',
    advice: "Read Microsoft's text under Details, correct what it names, then Retry.",
    ...detail(`${text}\n${report.exception} ${report.errorId} ${report.position}`),
  });
}

function detail(text: string): Pick<StepError, 'detail'> {
  const shown = text.trim().slice(0, DETAIL_LENGTH);
  return shown === '' ? {} : { detail: shown };
}
