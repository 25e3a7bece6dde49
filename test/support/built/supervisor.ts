import { createSupervisor, type ProcessPlan, type Supervisor } from '../../../demo/system/supervisor.ts';
import { asBuilt } from './programs.ts';

/** A supervisor that starts our programs as they were built for the test run; its plans name the sources. */
export function createTestSupervisor(...made: Parameters<typeof createSupervisor>): Supervisor {
  const supervisor = createSupervisor(...made);
  const plans = new Map<string, ProcessPlan>();
  return {
    ...supervisor,
    start(plan) {
      plans.set(plan.name, plan);
      const powershell = plan.env['EXO_POWERSHELL'];
      const env = powershell ? { ...plan.env, EXO_POWERSHELL: asBuilt(powershell) } : plan.env;
      return supervisor.start({ ...plan, args: plan.args.map(asBuilt), env });
    },
    planOf: (name) => plans.get(name) ?? supervisor.planOf(name),
  };
}
