import { StepFailure } from '../../contracts/errors.ts';

const failure = (code: string, message: string, advice: string, detail?: string) =>
  new StepFailure({ kind: 'person', code, message, advice, ...(detail && { detail }) });

/** The run or the attempt is not under way: a job that was put back, a cancelled run, an old record. */
export function runNotOpen(run: string, why: string): StepFailure {
  return failure(
    'run-not-open',
    `Nothing was written: ${why}.`,
    `If ${run} was not cancelled or finished by one of you, find out who can write to Redis.`,
  );
}

/** The approvers are asked again by themselves after these three. */
export function approvalMissing(why: string, detail?: string): StepFailure {
  return failure(
    'approval-missing',
    `Nothing was written: ${why}.`,
    'The approvers of {tenant} are asked again.',
    detail,
  );
}

export function approvalOutdated(why: string): StepFailure {
  return failure('approval-outdated', `Nothing was written: ${why}.`, 'The approvers of {tenant} are asked again.');
}

export function subjectChanged(what: readonly string[]): StepFailure {
  return failure(
    'subject-changed',
    `Nothing was written, because what was approved has changed: ${what.join('; ')}.`,
    'The approvers of {tenant} are asked again, with what is there now.',
  );
}

export function approverNotAllowed(name: string, why: string): StepFailure {
  return failure(
    'approver-not-allowed',
    `Nothing was written: ${name} approved this, ${why}.`,
    'Cancel this run and onboard {tenant} again, so that an approver decides.',
  );
}

export function adminNotAllowed(name: string): StepFailure {
  return failure(
    'admin-not-allowed',
    `Nothing was written: ${name} asked for this and is not an admin.`,
    'Cancel this run and have an admin say it. exo.config.yaml of bot and jobs must be the same file.',
  );
}

export function approverNotReadable(name: string, detail: string): StepFailure {
  return failure(
    'approver-not-readable',
    `Whether ${name} still has the role for this could not be read in the home tenant.`,
    "Consent to User.Read.All and GroupMember.Read.All on Microsoft Graph for the bot's application in the home tenant; then Retry.",
    detail,
  );
}

export function notConfigured(what: readonly string[]): StepFailure {
  return failure(
    'not-configured',
    `Nothing was written, because the configuration of the jobs process says otherwise: ${what.join('; ')}.`,
    'Compare exo.config.yaml of bot and jobs, which must be the same file; cancel this run and start a new one.',
  );
}

/** The run says that it is time, and our own configuration does not. @param until milliseconds since 1970 */
export function eraseTooEarly(until: number): StepFailure {
  const day = new Date(until).toISOString().replace('T', ' ').slice(0, 16);
  return failure(
    'erase-too-early',
    `Nothing was erased: rotation.eraseAfterDays keeps the old key of {tenant} until ${day} UTC.`,
    'If rotation.eraseAfterDays was raised meanwhile, Retry after that; if not, find out who holds the keys of the bot.',
  );
}

/** What the approval is about was written into the run by somebody else. */
export function notVouched(run: string, what: readonly string[]): StepFailure {
  return failure(
    'output-not-vouched',
    `Nothing was written, because ${run} says what no worker answered: ${what.join('; ')}.`,
    'Cancel this run and start a new one; if exo was not updated meanwhile, find out who holds the keys of the bot.',
  );
}

/** A worker that died is followed by another execution of the same job; the engine answers this with a new attempt. */
export function tenantSuspended(label: string): StepFailure {
  return failure(
    'tenant-suspended',
    'Nothing was written: {tenant} is suspended.',
    `An admin resumes it first (@exo resume ${label}), then Retry.`,
  );
}

export function jobUsed(): StepFailure {
  return new StepFailure({
    kind: 'transient',
    code: 'job-used',
    message: 'This attempt has used its approval already.',
    advice: 'Nothing to do: the next attempt reads what took effect in {tenant} and goes on from there.',
    retryAfterMs: 1000,
  });
}
