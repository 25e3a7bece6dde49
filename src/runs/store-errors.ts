import { CodedError } from '../process/errors.ts';

/** The tenant has an open onboarding already. */
export class TenantBusyError extends CodedError {
  readonly run: string;

  constructor(run: string) {
    super('tenant-busy', `${run} is already working on this tenant.`, `Follow ${run}, or cancel it first.`);
    this.name = 'TenantBusyError';
    this.run = run;
  }
}

export function tooManyConflicts(message: string): CodedError {
  return new CodedError('run-conflict', message, 'Try again; if this persists, find out who else writes to Redis.');
}
