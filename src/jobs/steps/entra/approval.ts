import type { Approval } from '../../../contracts/job.ts';
import { GraphFailure } from '../../../graph/graph-failure.ts';
import { needsPerson } from './stop.ts';
import type { Tools } from './tools.ts';

/**
 * Called before a right is given: the approval is believed only while its approver may still approve.
 * @param rights what would be given: each with the id of its app role or directory role.
 * @throws StepFailure `approval-missing`, `approver-not-allowed` or `approver-not-readable`.
 */
export async function requireApproval(
  tools: Tools,
  approval: Approval | null,
  rights: readonly { readonly id: string; readonly name: string }[],
): Promise<void> {
  const what = rights
    .filter((right) => !approval?.covers.includes(right.id))
    .map((right) => right.name)
    .join(', ');
  if (!approval || what) {
    throw needsPerson({
      code: 'approval-missing',
      message: `Nobody approved in this run what is missing now: ${what}.`,
      advice:
        'Somebody removed it while the run was under way: cancel this run and start a new one, which asks for approval.',
    });
  }
  if (!(await mayApprove(tools, approval))) {
    throw needsPerson({
      code: 'approver-not-allowed',
      message: `${approval.approver.name} approved this, but is no approver any more.`,
      advice: 'Cancel this run and start a new one, so that an approver decides.',
    });
  }
}

async function mayApprove(tools: Tools, approval: Approval): Promise<boolean> {
  try {
    return await tools.mayApprove(approval);
  } catch (error) {
    if (!(error instanceof GraphFailure) || (error.status !== 403 && error.origin !== 'token')) throw error;
    // The groups of approvers are read in the home tenant: the tenant of the run has nothing to do with it.
    throw needsPerson({
      code: 'approver-not-readable',
      message: `Whether ${approval.approver.name} may still approve could not be read in the home tenant.`,
      advice:
        "Consent to User.Read.All and GroupMember.Read.All on Microsoft Graph for the bot's application in the home tenant; then Retry.",
      detail: error.message,
    });
  }
}
