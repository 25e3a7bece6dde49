import { nameObjects, type StepError, StepFailure } from '../../contracts/errors.ts';
import { messageOf } from '../../process/errors.ts';
import type { FailureContext, FailureRule } from './failure-rule.ts';
import { GraphFailure } from './graph-failure.ts';
import { GRAPH_RULES } from './graph-rules.ts';
import { SIGN_IN_RULES, UNKNOWN_SIGN_IN } from './sign-in-rules.ts';

/** Explains anything that a cloud step threw. A StepFailure stays as it is. */
export function toStepFailure(thrown: unknown, context: FailureContext): StepFailure {
  if (thrown instanceof StepFailure) return thrown;
  if (!(thrown instanceof GraphFailure)) {
    const error: StepError = {
      kind: 'ours',
      code: 'unexpected',
      message: 'The step stopped at an error that this software does not know.',
      advice: 'Retry in {tenant}; if it happens again, report it to whoever maintains exo, with the details.',
      detail: shorten(messageOf(thrown)),
    };
    return new StepFailure(error, { cause: thrown });
  }
  const rule = findRule(thrown);
  const { clientId } = context;
  const names = {
    bot: clientId ? `the application ${clientId} of the bot` : 'the application of the bot',
    authority: context.authorityHost,
    tenant: context.tenantName,
    rights: (thrown.rights ?? context.permissions).join(', '),
  };
  const link = rule.link?.(context);
  const error: StepError = {
    kind: rule.kind,
    code: rule.code,
    message: nameObjects(rule.message, names),
    advice: nameObjects(rule.advice, names),
    detail: shorten([thrown.code, thrown.message].filter(Boolean).join(': ')),
    ...(link && { link }),
    ...(thrown.requestId && { requestId: thrown.requestId }),
    ...(thrown.retryAfterMs !== undefined && { retryAfterMs: thrown.retryAfterMs }),
    ...(rule.budgetMs !== undefined && { budgetMs: rule.budgetMs }),
  };
  return new StepFailure(error, { cause: thrown });
}

function findRule(failure: GraphFailure): FailureRule {
  if (failure.origin === 'token') return SIGN_IN_RULES.find((rule) => rule.matches(failure)) ?? UNKNOWN_SIGN_IN;
  return GRAPH_RULES.find((rule) => rule.matches(failure)) ?? unknownAnswer(failure);
}

function unknownAnswer(failure: GraphFailure): FailureRule {
  const what =
    failure.origin === 'form' ? 'gave an answer of an unexpected form' : `refused a request (${failure.status})`;
  return {
    code: failure.origin === 'form' ? 'answer-not-understood' : 'request-refused',
    kind: 'ours',
    matches: () => true,
    message: `Microsoft Graph ${what}.`,
    advice: 'Retry in {tenant}; if it happens again, report it to whoever maintains exo, with the details.',
  };
}

function shorten(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 999)}…` : text;
}
