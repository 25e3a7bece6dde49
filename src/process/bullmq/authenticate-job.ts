import { type Job, UnrecoverableError } from 'bullmq';
import { errors } from 'jose';
import { type JobClaims, JobData } from '../../contracts/job.ts';
import { CLOCK_TOLERANCE_S, clockText } from '../../contracts/trust/clock.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { verifyJob } from '../../contracts/trust/signing.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log/logger.ts';

interface Expectations {
  /** Jobs are believed only with the signature of one of these keys. */
  readonly orchestratorKeys: readonly PublicJwk[];
  readonly audience: string;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Called when a job is refused. */
  readonly refused?: () => void;
}

/**
 * The claims of a job that was signed for this worker and for now.
 * @throws UnrecoverableError that says why the job is refused, for `readClockText` where it is the clock
 */
export async function authenticateJob(job: Job<JobData, string>, expected: Expectations): Promise<JobClaims> {
  const { orchestratorKeys, audience, logger, now } = expected;
  try {
    const { jws } = JobData.parse(job.data);
    const claims = await verifyJob(jws, {
      keys: orchestratorKeys,
      audience,
      jobId: job.id ?? '',
      now: new Date(now()),
    });
    const behind = claims.iat - now() / 1000;
    if (behind > CLOCK_TOLERANCE_S) throw new Error(`signed in the future: ${clockText(behind, 'behind')}`);
    return claims;
  } catch (error) {
    const reason = reasonOf(error, now());
    expected.refused?.();
    logger.error({ job: job.id, reason }, 'job refused: it is not one of ours');
    throw new UnrecoverableError(`refused: ${reason}`);
  }
}

function reasonOf(error: unknown, now: number): string {
  if (!(error instanceof errors.JWTExpired)) return messageOf(error);
  const expired = now / 1000 - Number(error.payload.exp);
  return `${messageOf(error)}: it has expired, or ${clockText(expired, 'ahead')}`;
}
