import type { ApprovalEvidence } from '../../src/contracts/approval/approval.ts';
import type { RunRequest } from '../../src/runs/run.ts';
import { RunDriver } from './run-driver.ts';
import { makeRequest } from './run-request.ts';

type Changes = Partial<RunRequest> & { serverCount?: number };

/** The approval that a first onboarding leaves behind. */
export function evidenceOf(changes: Changes = {}): ApprovalEvidence {
  const driver = new RunDriver(makeRequest(changes));
  driver.complete();
  const evidence = driver.run.gate?.evidence;
  if (!evidence) throw new Error('the first onboarding was not approved');
  return evidence;
}

/** What is asked for a tenant that was onboarded like this before. */
export function askAgain(changes: Changes = {}): RunRequest {
  return makeRequest({ earlier: evidenceOf(changes), ...changes });
}
