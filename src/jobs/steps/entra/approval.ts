import type { Approval } from '../../../contracts/job.ts';
import { needsPerson } from './stop.ts';
import type { Tools } from './tools.ts';

/**
 * Called before a right is given: the approval is believed only while its approver may still approve.
 * @param what what would be given, in words.
 * @throws StepFailure `approval-missing` or `approver-not-allowed`.
 */
export async function requireApproval(tools: Tools, approval: Approval | null, what: string): Promise<void> {
  if (!approval) {
    throw needsPerson({
      code: 'approval-missing',
      message: `Nobody approved in this run what is missing now: ${what}.`,
      advice:
        'Somebody removed it while the run was under way: cancel this run and start a new one, which asks for approval.',
    });
  }
  if (!(await tools.mayApprove(approval))) {
    throw needsPerson({
      code: 'approver-not-allowed',
      message: `${approval.approver.name} approved this, but is no approver any more.`,
      advice: 'Cancel this run and start a new one, so that an approver decides.',
    });
  }
}
