import type { StepError } from '../../contracts/errors.ts';
import type { GraphFailure } from './graph-failure.ts';

/** What a rule may name in its sentences. */
export interface FailureContext {
  readonly tenantId: string;
  /** What the tenant is called where no run names it. */
  readonly tenantName?: string;
  /** https URL of the sign-in service. */
  readonly authorityHost: string;
  /** Application id of the bot's own application, for the consent link. */
  readonly clientId?: string | undefined;
  /** Redirect address of that application, where the consent page sends the administrator back to. */
  readonly redirectUri?: string | undefined;
  /** Application permissions that the step needs, e.g. `Application.Read.All`. */
  readonly permissions: readonly string[];
}

/** One line of a failure table: the first that matches explains the failure. */
export interface FailureRule {
  readonly code: string;
  readonly kind: StepError['kind'];
  readonly budgetMs?: number;
  readonly matches: (failure: GraphFailure) => boolean;
  /** `{bot}`, `{authority}` and `{rights}` are named here, `{tenant}` and other objects of the run by the engine. */
  readonly message: string;
  readonly advice: string;
  readonly link?: (context: FailureContext) => string | undefined;
}
