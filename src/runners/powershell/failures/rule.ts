import type { StepError } from '../../../contracts/errors.ts';

export const MINUTES = 60_000;
export const HOURS = 60 * MINUTES;

export const LINKS = {
  appOnly: 'https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2',
  compliance: 'https://learn.microsoft.com/powershell/exchange/connect-to-scc-powershell',
  module: 'https://learn.microsoft.com/powershell/exchange/exchange-online-powershell-v2',
  signInErrors: 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
  languageMode: 'https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_language_modes',
  tls: 'https://learn.microsoft.com/dotnet/framework/network-programming/tls',
  executionPolicy:
    'https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_execution_policies',
} as const;

/** What an error means here, and how it is recognized. */
export interface FailureRule extends Omit<StepError, 'detail' | 'requestId'> {
  /** Of the signals (`signals.ts`): codes and names, the same in every language of Windows. Asked first, of all rules. */
  readonly signal?: RegExp;
  /** Of the text: what Microsoft's servers say, and Windows in English. */
  readonly when?: RegExp;
}

/** An error that the module raised itself: it brings its own sentence, this is the rest. */
export type OwnRule = Pick<StepError, 'kind' | 'advice' | 'link' | 'budgetMs'>;
