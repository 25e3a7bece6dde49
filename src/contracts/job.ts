import { z } from 'zod';
import { StepError } from './errors.ts';
import { Instant } from './ids.ts';
import { LIMITS } from './limits.ts';

/** Claims of a job: one step, one attempt, one addressee, one deadline (`exp`, seconds since 1970). */
export const JobClaims = z.object({
  iss: z.literal('orchestrator'),
  aud: z.string(),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
  run: z.string(),
  /** Id of the step in the run's plan, e.g. `import-certificate@mid2`. */
  step: z.string(),
  /** Name of the step to execute, e.g. `import-certificate`. */
  do: z.string(),
  attempt: z.number().int().positive(),
  input: z.unknown(),
});
export type JobClaims = z.infer<typeof JobClaims>;

/** Data of every BullMQ job: the signed claims and nothing else. */
export const JobData = z.object({ jws: z.string() });
export type JobData = z.infer<typeof JobData>;

export const StepOutcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('done'), output: z.unknown() }),
  z.object({ status: z.literal('failed'), error: StepError }),
]);
export type StepOutcome = z.infer<typeof StepOutcome>;

/** Claims of a result: `req` is the SHA-256 (base64url) of the job's JWS, so that it answers just that job. */
export const ResultClaims = z.object({
  iss: z.string(),
  aud: z.literal('orchestrator'),
  jti: z.string(),
  iat: z.number(),
  req: z.string(),
  outcome: StepOutcome,
});
export type ResultClaims = z.infer<typeof ResultClaims>;

/** Progress of a job as it stands in BullMQ: shown as text, believed by nobody. */
export const JobProgress = z.object({ note: z.string().max(LIMITS.note), at: Instant });
export type JobProgress = z.infer<typeof JobProgress>;

/** Address of a job: the cloud worker or one runner. */
export function audience(queue: string): string {
  return queue === CLOUD_QUEUE ? 'cloud' : `runner:${queue}`;
}

export const CLOUD_QUEUE = 'cloud';

/** BullMQ job id: the same step and attempt dispatched twice is one job. */
export function jobId(run: string, step: string, attempt: number): string {
  return `${run}.${step}.${attempt}`;
}
