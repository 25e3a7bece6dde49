import { StepFailure } from '../../contracts/errors.ts';
import type { StepContext } from '../../contracts/steps/index.ts';
import { CodedError } from '../../process/errors.ts';
import type { StepHandlers } from '../../process/worker.ts';
import type { AuditLog } from './audit-log.ts';

type Step<I> = (input: I, context: StepContext) => Promise<unknown>;

/** The same steps; those that give somebody a right or a key do nothing while the audit log cannot be written. */
export function afterAudit(steps: StepHandlers, log: AuditLog): StepHandlers {
  const audited =
    <I>(step: Step<I>): Step<I> =>
    async (input, context) => {
      await requireAudit(log);
      return step(input, context);
    };
  const { 'grant-consent': grant, 'assign-role': assign, 'attach-certificate': attach } = steps;
  return {
    ...steps,
    ...(grant ? { 'grant-consent': audited(grant) } : {}),
    ...(assign ? { 'assign-role': audited(assign) } : {}),
    ...(attach ? { 'attach-certificate': audited(attach) } : {}),
  };
}

/**
 * Everything that happened so far is written down when this returns.
 * @throws StepFailure `audit-unavailable`
 */
export async function requireAudit(log: AuditLog): Promise<void> {
  try {
    await log.drain({ wait: true });
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { code, message, advice } = error;
    throw new StepFailure({ kind: 'person', code, message, advice: `${advice} Then Retry.` }, { cause: error });
  }
}
