import { setTimeout as wait } from 'node:timers/promises';
import type { Subject } from '../../../src/contracts/approval/approval.ts';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import { type JobRef, STEPS, type StepContext, type StepName } from '../../../src/contracts/steps/index.ts';
import type { RequireAdmin } from '../../../src/jobs/guard/admin-act.ts';
import type { Authorize, Privilege } from '../../../src/jobs/guard/privilege.ts';
import type { StepHandlers } from '../../../src/process/bullmq/step-worker.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { inCloud, tenantIdOf } from '../estate/cloud-answers.ts';
import { onServer } from '../estate/runner-steps.ts';
import type { Host } from '../time/scheduler.ts';
import type { World } from './world.ts';

/** The code of the steps: it takes its time, fails now and then, and writes down what it did. */
export function stepsOf(world: World, host: Host, queue: string, guards?: Guards): StepHandlers {
  const names = Object.keys(STEPS).filter(isStep);
  return Object.fromEntries(
    names.map((name) => [
      name,
      (input: unknown, context: StepContext) => execute(world, host, { queue, name, guards }, input, context),
    ]),
  );
}

function isStep(name: string): name is StepName {
  return name in STEPS;
}

interface Doing {
  readonly queue: string;
  readonly name: StepName;
  readonly guards: Guards | undefined;
}

/** What the cloud worker asks before it gives or takes something. */
interface Guards {
  readonly authorize: Authorize;
  readonly requireAdmin: RequireAdmin;
}

async function execute(
  world: World,
  host: Host,
  { queue, name, guards }: Doing,
  input: unknown,
  { job, signal }: StepContext,
) {
  const { random } = world;
  const entry = world.executes(host, queue, job);
  try {
    await wait(random.chance(0.1) ? random.between(5000, 20_000) : random.between(20, 1500), undefined, { signal });
    const output = await answer(world, host, { queue, name, guards }, input, job);
    await wait(random.between(5, 300), undefined, { signal });
    if (random.chance(world.trouble)) throw failure(random.chance(0.8) ? 'transient' : 'person');
    return output;
  } finally {
    entry.ended = world.now();
  }
}

async function answer(world: World, host: Host, { queue, name, guards }: Doing, input: unknown, job: JobRef) {
  const { estate } = world;
  if (estate && !guards) return onServer(estate, queue.split('-')[0] ?? '', name, input);
  if (estate && guards) {
    const write = (kind: string, subject: Subject | undefined, asked: number, effect: () => void) =>
      graph(world, host, kind, () => {
        effect();
        if (subject) world.grant(job.run, kind, subject, asked);
      });
    return inCloud({ estate, ...guards, now: world.now, write }, job, name, input);
  }
  const privilege = guards && privilegeOf(name, tenantIdOf(input));
  if (guards && privilege) {
    const asked = world.now();
    const { subject } = await guards.authorize(job, privilege);
    await graph(world, host, name, () => world.grant(job.run, name, subject, asked));
  }
  return FRESH[name];
}

function privilegeOf(name: StepName, tenantId: string): Privilege | undefined {
  const registered = {
    tenantId,
    applicationId: FRESH['register-application'].applicationId,
    servicePrincipalId: FRESH['create-enterprise-application'].servicePrincipalId,
  };
  switch (name) {
    case 'grant-consent':
      return { kind: name, ...registered, permissions: REQUIRED_PERMISSIONS };
    case 'assign-role':
      return { kind: name, ...registered };
    case 'attach-certificate':
      return { kind: name, ...registered, thumbprint: FRESH['create-certificate'].thumbprint, days: 365 };
    default:
      return undefined;
  }
}

/** A write in the tenant. */
async function graph(world: World, host: Host, name: string, effect: () => void): Promise<void> {
  try {
    await world.io(host, name, effect);
  } catch (error) {
    throw failure('transient', error);
  }
}

function failure(kind: 'transient' | 'person', cause?: unknown): StepFailure {
  const about = {
    code: 'cloud-trouble',
    message: 'Microsoft Graph did not answer.',
    advice: 'Look into it, then Retry.',
  };
  return new StepFailure({ kind, ...about, ...(kind === 'transient' ? { retryAfterMs: 2000 } : {}) }, { cause });
}
