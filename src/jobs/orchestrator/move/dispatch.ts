import { StepFailure } from '../../../contracts/errors.ts';
import { audience, CLOUD_QUEUE, jobId, type StepOutcome } from '../../../contracts/job.ts';
import { type JobRef, STEPS } from '../../../contracts/steps/index.ts';
import { type SigningJwk, signJob } from '../../../contracts/trust/signing.ts';
import { isUnderWay } from '../../../runs/decide/entries.ts';
import type { Task } from '../../../runs/decide/task.ts';
import { outputOf } from '../../../runs/outputs.ts';
import { planOf } from '../../../runs/plans/index.ts';
import { findStep, isFinal, type Run, type RunStep } from '../../../runs/run.ts';
import { tenantOf } from '../../../runs/store/trace-commits.ts';
import { JOB_LIFE_MS, type OrchestratorContext } from '../context.ts';
import { settleEntry } from '../outbox.ts';
import { closeJob } from '../queue/close-job.ts';
import { signerFor, vouchedBy } from './signer.ts';

/** Finished jobs are removed when their result is recorded; this only clears what a withdrawn run leaves behind. */
const KEEP_SECONDS = 7 * 24 * 3600;
const CANCEL_MARK_SECONDS = 24 * 3600;

/** What dispatching a step came to: with its queue, nothing to do, or its end because its input cannot be made. */
export type Dispatched = 'in-flight' | 'dropped' | StepOutcome;

/**
 * Gives a step to its queue. Safe to repeat at any point, also by two processes at once: the job's name makes it one
 * job, and stays behind when the job is closed.
 * @param lease the score of its entry in the outbox, as this process claimed it
 */
export async function dispatch(
  context: OrchestratorContext,
  run: Run | undefined,
  task: Task,
  lease: number,
): Promise<Dispatched> {
  const step = run && findStep(run, task.step);
  // The outbox only says where to look: what is signed follows from the run, whoever wrote the entry.
  if (!run || !step || isFinal(run) || !isUnderWay(step, task)) {
    await settleEntry(context, task, 'drop', lease);
    return 'dropped';
  }
  const from = context.now();
  const signer = await signerFor(context.signingKeys, context.runners, task.queue);
  const made = await makeInput(context, run, step, signer);
  if ('outcome' in made) return made.outcome;
  await addJob(context, task, step, made.input, signer);
  if ((await settleEntry(context, task, 'move', lease)) !== 'gone') {
    trace(context, run, step, from);
    return 'in-flight';
  }
  // Withdrawn or settled by somebody else meanwhile: what was just added must not begin.
  await takeBack(context, task);
  return 'dropped';
}

function trace({ tracing, now }: OrchestratorContext, run: Run, step: RunStep, from: number): void {
  tracing?.record({
    name: `dispatch ${step.name}`,
    run: run.id,
    place: { kind: 'under-run' },
    from,
    to: now(),
    attributes: { ...tenantOf(run.request), 'exo.step': step.id, 'exo.attempt': step.attempt },
  });
}

/** Takes a step out of its queue; a worker that has it already is told to stop. */
export async function withdraw(context: OrchestratorContext, task: Task): Promise<void> {
  await takeBack(context, task);
  await settleEntry(context, { ...task, action: 'execute' }, 'drop');
  await settleEntry(context, task, 'drop');
  context.logger.info({ run: task.run, step: task.step, attempt: task.attempt }, 'step taken back');
}

async function takeBack(context: OrchestratorContext, task: Task): Promise<void> {
  if (await closeJob(context, task, 'waiting')) return;
  const key = context.keys.cancelled(task.queue);
  const id = jobId(task.run, task.step, task.attempt);
  await context.redis.multi().sadd(key, id).expire(key, CANCEL_MARK_SECONDS).exec();
}

async function addJob(
  context: OrchestratorContext,
  task: Task,
  step: RunStep,
  input: unknown,
  signer: SigningJwk,
): Promise<void> {
  const id = jobId(task.run, task.step, task.attempt);
  const now = context.now();
  const delay = Math.max((step.state === 'delayed' ? (step.retryAt ?? now) : now) - now, 0);
  const claims = {
    iss: 'orchestrator',
    aud: audience(task.queue),
    jti: id,
    iat: Math.floor(now / 1000),
    exp: Math.floor((now + delay + JOB_LIFE_MS) / 1000),
    run: task.run,
    step: task.step,
    do: step.name,
    attempt: task.attempt,
    input,
  } as const;
  const jws = await signJob(claims, signer);
  const keep = { age: KEEP_SECONDS };
  await context
    .queue(task.queue)
    .add(step.name, { jws }, { jobId: id, delay, attempts: 1, removeOnComplete: keep, removeOnFail: keep });
  context.logger.info({ run: task.run, step: task.step, attempt: task.attempt, delay }, 'step dispatched');
}

async function makeInput(
  context: OrchestratorContext,
  run: Run,
  step: RunStep,
  signer: SigningJwk,
): Promise<{ readonly input: unknown } | { readonly outcome: StepOutcome }> {
  try {
    const runners = step.queue === CLOUD_QUEUE ? new Map() : await context.runners.some(runnersOf(run));
    if (step.queue !== CLOUD_QUEUE && !runners.has(step.queue ?? '')) throw notAccepted(step);
    if (step.name === 'share-certificate') await authorizeSharing(context, run, step);
    const input = planOf(run).input(run, step, await vouchedBy(signer, runners));
    if (step.name === 'erase-certificate') await authorizeErasing(context, run, step, input);
    if (step.name === 'remove-from-exchange') await authorizeRemoval(context, run, step);
    return { input };
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    return { outcome: { status: 'failed', error: error.error } };
  }
}

/** The only job of a runner that hands a key to somebody else: signed only under an approval that holds now. */
async function authorizeSharing(context: OrchestratorContext, run: Run, step: RunStep): Promise<void> {
  const thumbprint = outputOf(run, 'create-certificate')?.thumbprint ?? '';
  const { id: tenantId } = run.request.tenant;
  const server = step.server ?? '';
  await context.authorize(jobOf(run, step), { kind: 'share-certificate', tenantId, server, thumbprint });
}

/** What cannot be undone is signed only where it follows from the run: the job itself carries no more than names. */
async function authorizeErasing(context: OrchestratorContext, run: Run, step: RunStep, input: unknown): Promise<void> {
  const { thumbprints } = STEPS['erase-certificate'].input.parse(input);
  const { id: tenantId } = run.request.tenant;
  const server = step.server ?? '';
  await context.authorize(jobOf(run, step), { kind: 'erase-certificate', tenantId, server, thumbprints });
}

/** The application's way into Exchange is taken only where an approver was shown that. */
async function authorizeRemoval(context: OrchestratorContext, run: Run, step: RunStep): Promise<void> {
  const application = outputOf(run, 'survey-application')?.application;
  const { id: tenantId } = run.request.tenant;
  await context.authorize(jobOf(run, step), {
    kind: 'remove-from-exchange',
    tenantId,
    applicationId: application?.id ?? '',
    servicePrincipalId: application?.servicePrincipalId ?? null,
  });
}

function jobOf(run: Run, { id: step, attempt }: RunStep): JobRef {
  return { run: run.id, step, attempt, id: jobId(run.id, step, attempt) };
}

function runnersOf({ request }: Run): string[] {
  return [...new Set(request.servers.flatMap(({ elevated, connect }) => [elevated, connect]))];
}

function notAccepted(step: RunStep): StepFailure {
  return new StepFailure({
    kind: 'person',
    code: 'runner-not-accepted',
    message: `The runner ${step.queue} is not accepted.`,
    advice: `Enrol it (@exo runner add ${step.server}) and accept it (@exo runners), then Retry.`,
  });
}
