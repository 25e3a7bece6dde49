import type { StepError } from '../contracts/errors.ts';
import { nameObjects } from '../contracts/errors.ts';
import { CLOUD_QUEUE } from '../contracts/job.ts';
import type { Run, RunStep } from './run.ts';

/** A failure with the names of this run's objects in its sentences: what a worker reports does not know them all. */
export function namedFailure(error: StepError, { request }: Run, step: RunStep): StepError {
  const primary = request.servers.find((server) => server.primary);
  const server = request.servers.find(({ name }) => name === step.server) ?? primary;
  const names = {
    tenant: request.tenant.domain,
    application: `"${request.displayName}"`,
    server: server?.name,
    account: server?.serviceAccount,
    primary: primary?.name,
    worker: step.queue === CLOUD_QUEUE ? 'the jobs process' : `the runner ${step.queue}`,
  };
  return { ...error, message: nameObjects(error.message, names), advice: nameObjects(error.advice, names) };
}

/** What a step says, with its MID server in front where it could be another one and the text does not say. */
export function withServer(run: Run, step: RunStep, text: string): string {
  const several = run.steps.filter(({ name }) => name === step.name).length > 1;
  return several && step.server && !text.includes(step.server) ? `${step.server}: ${text}` : text;
}
