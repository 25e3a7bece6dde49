import type { Run, RunRequest } from '../run.ts';
import { checkPlan } from './check.ts';
import { dryRunPlan } from './dry-run.ts';
import { offboardPlan } from './offboard.ts';
import { onboardPlan } from './onboard.ts';
import type { Plan } from './plan.ts';
import { resumePlan } from './resume.ts';
import { rotatePlan } from './rotate.ts';
import { suspendPlan } from './suspend.ts';

export type { Plan, RunnerKeys } from './plan.ts';

const PLANS: Readonly<Record<RunRequest['kind'], Plan>> = {
  onboard: onboardPlan,
  plan: dryRunPlan,
  rotate: rotatePlan,
  suspend: suspendPlan,
  resume: resumePlan,
  offboard: offboardPlan,
  check: checkPlan,
};

export function planFor(kind: RunRequest['kind']): Plan {
  return PLANS[kind];
}

export function planOf(run: Run): Plan {
  return planFor(run.request.kind);
}
