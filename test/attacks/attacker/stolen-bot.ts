import { until } from '../../support/until.ts';
import { type Attempt, tried, unless } from '../attempt.ts';
import { jon } from '../world/people.ts';
import type { Customer, World } from '../world/world.ts';
import { putJob, type Thief, thiefOf } from './forge.ts';

export const ROLE_MANAGEMENT = '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8';
const GRAPH = '00000003-0000-0000-c000-000000000000';
export const EXCHANGE = {
  resourceAppId: '00000002-0000-0ff1-ce00-000000000000',
  resourceName: 'Office 365 Exchange Online',
  appRoleId: 'dc50a0fb-09a3-484d-be87-e023b12c6440',
  value: 'Exchange.ManageAsApp',
  meaning: 'x',
};
export const TIER_0 = {
  resourceAppId: GRAPH,
  resourceName: 'Microsoft Graph',
  appRoleId: ROLE_MANAGEMENT,
  value: 'RoleManagement.ReadWrite.Directory',
  meaning: 'read mail',
};
const COMPLIANCE = '17315797-102d-40b4-93e0-432062caca18';
const WATCH_MS = 3500;

/** The files of the bot's host in the hands of an attacker, who reaches all of Redis besides. */
export function stealBot(world: World) {
  const thief = thiefOf(world.plans.bot);
  const { runs } = world;

  /** A run that waits for its approval, and what exo made in the tenant. */
  async function waiting() {
    const customer = world.customer();
    const run = await runs.onboard(customer);
    await runs.untilAsked(customer);
    const application = customer.tenant.applications[0];
    const principal = customer.tenant.servicePrincipals.find(({ appId }) => appId === application?.appId);
    if (!application || !principal) throw new Error('exo made nothing');
    return { customer, run, application, principal };
  }
  const later = async (customer: Customer, got: () => string | undefined | false) => {
    await until(() => got() || undefined, undefined, WATCH_MS).catch(() => undefined);
    return unless(got() || (runs.granted(customer).roles.length > 0 && 'the role was assigned'));
  };
  const granted = (customer: Customer) => () => {
    const { permissions } = runs.granted(customer);
    return permissions.length > 0 && `granted: ${permissions.join(', ')}`;
  };
  const approval = (at: string) => ({
    approver: jon,
    at,
    planHash: 'x',
    covers: [EXCHANGE.appRoleId, ROLE_MANAGEMENT, COMPLIANCE],
  });

  /** A job for the cloud worker, signed with whatever the bot's files hold. */
  const signs = (
    what: string,
    step: string,
    input: (scene: Awaited<ReturnType<typeof waiting>>) => object,
    got: (customer: Customer) => () => string | undefined | false,
  ): Attempt =>
    tried(what, async () => {
      const scene = await waiting();
      for (const attempt of [1, 2]) {
        await jobFor(world, thief, 'cloud', {
          run: scene.run,
          step,
          attempt,
          input: { tenantId: scene.customer.id, cloud: 'global', ...input(scene) },
        });
      }
      return later(scene.customer, got(scene.customer));
    });
  /** The record of a run that waits for approval is rewritten; then Jon approves the card that he saw. */
  const rewrites = (
    what: string,
    change: Parameters<Thief['rewrite']>[2],
    got: (customer: Customer, run: string) => Promise<string | undefined | false>,
  ): Attempt =>
    tried(what, async () => {
      const { customer, run } = await waiting();
      await thief.rewrite(world, run, change);
      await world.runs.decide(customer, 'approve', jon);
      await until(
        async () => ['finished', 'needs-person'].includes((await runs.look(run))?.state ?? '') || undefined,
        undefined,
        8000,
      ).catch(() => undefined);
      return unless(await got(customer, run));
    });

  return { thief, waiting, later, granted, approval, signs, rewrites };
}

/** Signs a job with every key that was stolen and puts it into the queue. @returns the ids of the jobs */
export async function jobFor(
  world: World,
  thief: Thief,
  queue: string,
  job: { run: string; step: string; attempt: number; input: object },
): Promise<string[]> {
  const now = Math.floor(Date.now() / 1000);
  const jti = `${job.run}.${job.step}.${job.attempt}`;
  const name = job.step.replace(/@.*/, '');
  const audience = queue === 'cloud' ? 'cloud' : `runner:${queue}`;
  const claims = { iss: 'orchestrator', aud: audience, jti, iat: now, exp: now + 3600, do: name, ...job };
  for (const jws of await thief.sign(claims, 'exo-job+jwt')) await putJob(world, queue, jti, name, jws);
  return [jti];
}

/** Writes into a run that somebody approved it, and wakes the orchestrator. */
export async function approves(
  world: World,
  thief: Thief,
  run: string,
  at: number,
  statement: string,
  by = jon,
): Promise<void> {
  await thief.rewrite(world, run, ({ gate, steps, ...doc }) => {
    Object.assign(gate, { state: 'approved', decidedBy: by, decidedAt: at });
    const evidence = { subject: gate['subject'], round: 1, statement, idToken: null };
    if (gate['subject']) Object.assign(gate, { evidence });
    for (const step of steps) {
      if (step.id === 'approve-consent') Object.assign(step, { state: 'done', attempt: 1, finishedAt: at });
      if (step.id === 'grant-consent' || step.id === 'assign-role')
        Object.assign(step, { state: 'queued', attempt: 1 });
    }
    Object.assign(doc, { state: 'working' });
  });
  for (const step of ['grant-consent', 'assign-role']) {
    await world.admin.zadd(world.keys.outbox, Date.now(), `execute cloud ${run} ${step} 1`);
  }
}
