import type { StepError } from '../../../contracts/errors.ts';

export const MINUTES = 60_000;
export const HOURS = 60 * MINUTES;

export const LINKS = {
  appOnly: 'https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2',
  compliance: 'https://learn.microsoft.com/powershell/exchange/connect-to-scc-powershell',
  module: 'https://learn.microsoft.com/powershell/exchange/exchange-online-powershell-v2',
  signInErrors: 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
  executionPolicy:
    'https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_execution_policies',
} as const;

/** A text of Microsoft or Windows, and what it means here. */
export interface TextRule extends Omit<StepError, 'detail' | 'requestId'> {
  readonly when: RegExp;
}

/** An error that the module raised itself: it brings its own sentence, this is the rest. */
export type OwnRule = Pick<StepError, 'kind' | 'advice' | 'link' | 'budgetMs'>;
