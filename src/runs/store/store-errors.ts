import { CodedError } from '../../process/errors.ts';

/** The tenant has an open onboarding already. */
export class TenantBusyError extends CodedError {
  readonly run: string;

  constructor(run: string) {
    super('tenant-busy', `${run} is already working on this tenant.`, `Follow ${run}, or cancel it first.`);
    this.name = 'TenantBusyError';
    this.run = run;
  }
}

/** exo has suspended the tenant, and what was asked for needs its application. */
export class TenantSuspendedError extends CodedError {
  /** @param how since when and by whom, e.g. `since 14:32 by Sam Lindqvist` */
  constructor(label: string, how?: string) {
    const message = how ? `${label} was suspended ${how}.` : `${label} is suspended.`;
    super('tenant-suspended', message, `Nothing was begun. An admin resumes it first: @exo resume ${label}.`);
    this.name = 'TenantSuspendedError';
  }
}

export function tooManyConflicts(message: string): CodedError {
  return new CodedError('run-conflict', message, 'Try again; if this persists, find out who else writes to Redis.');
}
