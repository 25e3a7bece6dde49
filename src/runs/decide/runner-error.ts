import type { StepError } from '../../contracts/errors.ts';
import { knownLink } from '../../contracts/links.ts';
import { DEFAULT_BUDGET_MS } from './back-off.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long each transient failure of a runner is tried again: for the engine to say, not for the runner. */
const BUDGETS: Readonly<Record<string, number>> = {
  'application-not-known-yet': 15 * MINUTE,
  'certificate-not-known-yet': 15 * MINUTE,
  'exchange-throttled': 60 * MINUTE,
  'exchange-unauthorized': 90 * MINUTE,
  'exchange-role-missing': 90 * MINUTE,
  'sign-in-busy': 60 * MINUTE,
  'microsoft-server-error': 60 * MINUTE,
  'object-not-known-yet': 15 * MINUTE,
  'already-there': 15 * MINUTE,
  'role-not-effective': 90 * MINUTE,
  'service-principal-not-there': 15 * MINUTE,
};

const SOONEST_MS = SECOND;
const LATEST_MS = 15 * MINUTE;

/** Transient failures in a row, whatever their codes, before a runner's step needs a person. */
export const MOST_ATTEMPTS = 60;

export function runnerBudget(code: string): number {
  return BUDGETS[code] ?? DEFAULT_BUDGET_MS;
}

/** A runner's error as far as it is believed: its words, but not its links, and its times only within reason. */
export function believedOfRunner(error: StepError): StepError {
  const { link, retryAfterMs, budgetMs: _ignored, ...rest } = error;
  const known = link === undefined ? undefined : knownLink(link);
  return {
    ...rest,
    ...(known === undefined ? {} : { link: known }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs: clamp(retryAfterMs) }),
    ...(error.kind === 'transient' ? { budgetMs: runnerBudget(error.code) } : {}),
  };
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, SOONEST_MS), LATEST_MS);
}
