import type { ApprovalEvidence } from '../../src/contracts/approval/approval.ts';
import type { StepName } from '../../src/contracts/steps/index.ts';
import type { Rotation, RunRequest } from '../../src/runs/run.ts';
import { RunDriver } from './run-driver.ts';
import { makeRequest } from './run-request.ts';
import { FRESH, IN_PLACE, OLD_THUMBPRINT, THUMBPRINT } from './step-outputs.ts';

const DAY_MS = 86_400_000;

export const ROTATION: Rotation = {
  replaces: OLD_THUMBPRINT,
  endsAt: Date.parse('2027-01-23T09:30:00.000Z'),
  unusedForMs: 7 * DAY_MS,
  watchForMs: DAY_MS,
  eraseAfterMs: 14 * DAY_MS,
  lookEveryMs: { use: DAY_MS / 4, refused: 600_000 },
};

/** What each step answers where the old certificate is in place and the new one has to be made. */
export const RENEWED: Readonly<Record<StepName, unknown>> = {
  ...IN_PLACE,
  'register-application': { ...IN_PLACE['register-application'], certificates: [OLD_THUMBPRINT] },
  'check-server': { ...IN_PLACE['check-server'], certificates: [OLD_THUMBPRINT] },
  'create-certificate': { ...IN_PLACE['create-certificate'], created: true },
  'import-certificate': { ...IN_PLACE['import-certificate'], imported: true },
  'attach-certificate': { ...IN_PLACE['attach-certificate'], changed: true },
};

/** What each step answered when the old certificate was made. */
export const FIRST: Readonly<Record<StepName, unknown>> = {
  ...FRESH,
  'create-certificate': {
    ...FRESH['create-certificate'],
    thumbprint: OLD_THUMBPRINT,
    notBefore: '2026-01-23T09:30:00.000Z',
    notAfter: '2027-01-23T09:30:00.000Z',
  },
};

/** What was approved when the old certificate was made: it covers the renewal. */
export function earlierApproval(): ApprovalEvidence {
  const driver = new RunDriver(makeRequest(), FIRST);
  driver.finishAll();
  driver.decideApproval('approve');
  const evidence = driver.run.gate?.evidence;
  if (!evidence) throw new Error('not approved');
  return evidence;
}

export function rotationRequest(changes: Partial<RunRequest> = {}): RunRequest {
  return makeRequest({ kind: 'rotate', rotation: ROTATION, earlier: earlierApproval(), ...changes });
}

/** A rotation in which the new certificate is proved on every server and a person is waited for. */
export function rotating(changes: Partial<RunRequest> = {}): RunDriver {
  const driver = new RunDriver(rotationRequest(changes), RENEWED);
  driver.finishAll();
  return driver;
}

export { OLD_THUMBPRINT, THUMBPRINT };
