import { StepFailure } from '../../contracts/errors.ts';
import type { JobRef } from '../../contracts/steps/index.ts';
import type { Run, RunRequest } from '../../runs/run.ts';
import type { GuardDependencies } from './guard.ts';
import { requireUnderWay } from './open-step.ts';
import type { AdminAct } from './privilege.ts';
import { hasRoleNow } from './proof/role.ts';
import { adminNotAllowed, jobUsed, notConfigured, runNotOpen } from './refusals.ts';
import { wrongApplication, wrongTenantOf } from './within/configuration.ts';

/** What a run must be for, so that a step of it may be such an act. */
const KIND: Readonly<Record<AdminAct['kind'], RunRequest['kind']>> = {
  'suspend-application': 'suspend',
  'resume-application': 'resume',
};

/**
 * Checks right before an act of an admin that it is still wanted. Every refusal is a line of the audit log.
 * @throws StepFailure `run-not-open`, `admin-not-allowed`, `approver-not-readable`, `not-configured` or `job-used`
 */
export type RequireAdmin = (job: JobRef, act: AdminAct) => Promise<void>;

type Dependencies = Pick<GuardDependencies, 'findRun' | 'config' | 'isAdmin' | 'remember' | 'refused'>;

/** Who asked must be an admin now, by this process's own configuration; the record of the run alone says nothing. */
export function createAdminGuard(dependencies: Dependencies): RequireAdmin {
  return async (job, act) => {
    try {
      await check(dependencies, job, act);
    } catch (error) {
      if (error instanceof StepFailure) await dependencies.refused({ job, privilege: act, error: error.error });
      throw error;
    }
  };
}

async function check({ config, findRun, isAdmin, remember }: Dependencies, job: JobRef, act: AdminAct): Promise<void> {
  const run = requireKind(requireUnderWay(await findRun(job.run), job, act.kind), act);
  const { request } = run;
  const by = request.requester;
  if (!(await hasRoleNow(by, isAdmin))) throw adminNotAllowed(by.name);
  const problems = [
    ...wrongTenantOf(act.tenantId, request.tenant, config),
    ...wrongApplication({ deploymentKey: request.deploymentKey }, config),
  ];
  if (problems.length > 0) throw notConfigured(problems);
  // Looking up the admin takes its time, and meanwhile somebody may have cancelled.
  requireUnderWay(await findRun(job.run), job, act.kind);
  if (!(await remember({ job, privilege: act, by }))) throw jobUsed();
}

function requireKind(run: Run, { kind }: AdminAct): Run {
  if (run.request.kind !== KIND[kind]) throw runNotOpen(run.id, `${run.id} is a run of ${run.request.kind}`);
  return run;
}
