import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { type StepError, StepFailure } from '../../contracts/errors.ts';
import { audience, type JobData, type JobProgress, type StepOutcome } from '../../contracts/job.ts';
import { LIMITS } from '../../contracts/limits.ts';
import { STEPS, type StepContext, type StepInput, type StepName } from '../../contracts/steps/index.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { requestHash, type SigningJwk, signResult } from '../../contracts/trust/signing.ts';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log/logger.ts';
import { createTrouble } from '../log/trouble.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { RedisKeys } from '../redis/redis-keys.ts';
import { dueOf, tracedAttempt } from '../tracing/attempt.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { authenticateJob } from './authenticate-job.ts';
import { explainEngine } from './engine-check.ts';
import { startWorker } from './start-worker.ts';

/** The code of the steps that a worker knows, by name. */
export type StepHandlers = {
  readonly [N in StepName]?: (input: StepInput<N>, context: StepContext) => Promise<unknown>;
};

/** Results of finished jobs, so that a job that comes again is answered and not executed again. */
export interface JobMemory {
  /** @param expiresAt of the job; another one means that it was signed again */
  recall(jti: string, expiresAt: number): string | undefined;
  remember(jti: string, expiresAt: number, result: string): void;
}

export interface StepWorkerOptions {
  readonly queue: string;
  readonly keys: RedisKeys;
  readonly redis: Redis;
  readonly logger: Logger;
  /** Jobs are believed only with the signature of one of these keys. */
  readonly orchestratorKeys: readonly PublicJwk[];
  /** Signs the results. */
  readonly signingKey: SigningJwk;
  readonly steps: StepHandlers;
  readonly concurrency: number;
  readonly memory?: JobMemory;
  readonly metrics?: Metrics;
  readonly tracing?: Tracing | undefined;
  /** Milliseconds since 1970; the clock of this machine unless given. */
  readonly now?: () => number;
}

const LOCK_MS = 8_000;
const CANCEL_POLL_MS = 1000;
/** Time that running steps are given to end when the process stops. */
const STOP_GRACE_MS = 15_000;

/**
 * Starts a worker of one queue: checks each job's signature and addressee, executes the step, signs the result. A step
 * that fails is a result too; the engine decides what follows. Only a job that is not believed fails in BullMQ.
 */
export async function startStepWorker(options: StepWorkerOptions): Promise<AsyncDisposable> {
  const { queue, keys, logger } = options;
  const running = new Map<string, AbortController>();
  const worker = await startWorker<JobData, string>(queue, (job) => execute(job, options, running), {
    ...options,
    lockMs: LOCK_MS,
    explain: explainEngine(options.redis, keys.engine(queue)),
    lost: (ids) => {
      for (const id of ids) running.get(id)?.abort(new Error('another worker has taken this job over'));
    },
  });
  const blind = createTrouble(logger, {
    begins: 'cancel check failed',
    lasts: 'cancel checks still fail',
    over: 'cancel checks work again',
  });
  const cancelTimer = setInterval(() => {
    abortCancelled(options, running).then(blind.over, (error: unknown) => blind.report({ err: error }));
  }, CANCEL_POLL_MS);
  logger.info({ queue }, 'worker is ready');

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(cancelTimer);
      blind.stop();
      const grace = setTimeout(() => {
        for (const controller of running.values()) controller.abort(new Error('the worker is stopping'));
      }, STOP_GRACE_MS);
      await worker[Symbol.asyncDispose]();
      clearTimeout(grace);
    },
  };
}

async function execute(
  job: Job<JobData, string>,
  options: StepWorkerOptions,
  running: Map<string, AbortController>,
): Promise<string> {
  const id = job.id ?? '';
  const issuer = audience(options.queue);
  const { orchestratorKeys, logger: log, now = Date.now } = options;
  const refused = () => options.metrics?.refused('job');
  const claims = await authenticateJob(job, { orchestratorKeys, audience: issuer, logger: log, now, refused });
  const known = options.memory?.recall(claims.jti, claims.exp);
  if (known) return known;

  const logger = options.logger.child({ run: claims.run, step: claims.step, attempt: claims.attempt });
  const controller = new AbortController();
  running.set(id, controller);
  logger.info('step started');
  const due = dueOf(job, now());
  if (due !== undefined) options.metrics?.stepWaited(claims.do, (now() - due) / 1000);
  const context: StepContext = {
    job: { run: claims.run, step: claims.step, attempt: claims.attempt, id: claims.jti },
    signal: controller.signal,
    async progress(note) {
      const progress: JobProgress = { note: note.slice(0, LIMITS.note), at: new Date().toISOString() };
      // A note that is lost must not fail the step.
      await job.updateProgress(progress).catch((error: unknown) => logger.warn({ err: error }, 'progress not noted'));
    },
  };
  const began = performance.now();
  const outcome = await tracedAttempt(options.tracing, claims, job, now, () =>
    run(options.steps, claims.do, claims.input, context, logger),
  );
  running.delete(id);
  const code = outcome.status === 'failed' ? outcome.error.code : undefined;
  options.metrics?.stepEnded(claims.do, outcome.status, code ?? '', (performance.now() - began) / 1000);
  logger.info({ outcome: outcome.status, code }, 'step ended');
  const result = await signResult(
    {
      iss: issuer,
      aud: 'orchestrator',
      jti: claims.jti,
      iat: Math.floor(now() / 1000),
      req: requestHash(job.data.jws),
      outcome,
    },
    options.signingKey,
  );
  options.memory?.remember(claims.jti, claims.exp, result);
  return result;
}

async function run(
  steps: StepHandlers,
  name: string,
  input: unknown,
  context: StepContext,
  logger: Logger,
): Promise<StepOutcome> {
  try {
    const handler = steps[name as StepName] as ((input: unknown, context: StepContext) => Promise<unknown>) | undefined;
    if (!handler) {
      throw new StepFailure({
        kind: 'ours',
        code: 'step-unknown',
        message: `The step ${name} is unknown to {worker}.`,
        advice: 'Update {worker}, which is older than the bot; then Retry.',
      });
    }
    const parsed = STEPS[name as StepName].input.parse(input);
    return { status: 'done', output: await handler(parsed, context) };
  } catch (error) {
    return { status: 'failed', error: toStepError(error, context.signal, logger) };
  }
}

function toStepError(error: unknown, signal: AbortSignal, logger: Logger): StepError {
  if (signal.aborted) {
    return {
      kind: 'transient',
      code: 'step-interrupted',
      message: 'The step was interrupted.',
      advice: 'It is tried again by {worker} itself.',
      detail: messageOf(signal.reason),
      retryAfterMs: 1000,
    };
  }
  if (error instanceof StepFailure) return error.error;
  logger.error({ err: error }, 'step failed unexpectedly');
  return {
    kind: 'ours',
    code: 'unexpected',
    message: 'The step stopped at a fault of this software.',
    advice: 'Retry once; if this persists, send the log of {worker} to whoever maintains exo.',
    detail: messageOf(error).slice(0, 500),
  };
}

async function abortCancelled(options: StepWorkerOptions, running: Map<string, AbortController>): Promise<void> {
  if (running.size === 0) return;
  const cancelled = await options.redis.smembers(options.keys.cancelled(options.queue));
  for (const id of cancelled) running.get(id)?.abort(new Error('the run was cancelled'));
}
