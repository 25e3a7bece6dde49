import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../../support/until.ts';
import { giveAgain, putBack, record } from '../../attacker/recorder.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { jon, mia } from '../../world/people.ts';
import type { Customer } from '../../world/world.ts';

const WATCH_MS = 4000;

/** Somebody who can write to Redis and kept what lay there earlier. No key of exo's is theirs. */
export const redisReplays: Area = {
  name: 'redis replays',
  async prepare(world) {
    const { admin, keys, runs } = world;
    /** Nothing may be granted to an application of the customer for some seconds. */
    const grantedLater = async (customer: Customer, before = 0) => {
      await until(() => runs.granted(customer).permissions.length > before || undefined, undefined, WATCH_MS).catch(
        () => undefined,
      );
      const { permissions, roles } = runs.granted(customer);
      if (permissions.length > before) return `${permissions.length} permissions were granted`;
      return roles.length > before ? 'the role was assigned' : undefined;
    };
    /** An onboarding that is held before its grants, cancelled, with everything that was copied until then. */
    async function cancelledBeforeGrant() {
      const customer = world.customer();
      const run = await runs.onboard(customer);
      const recorder = record(world, run);
      await runs.untilAsked(customer);
      world.entra.setFaults({ fail: 50, methods: ['GET'], pathContains: 'appRoleAssign' });
      await runs.decide(customer, 'approve', jon);
      await runs.untilRun(run, (each) =>
        each.steps.some(({ id, state }) => id === 'grant-consent' && state === 'delayed'),
      );
      const { message } = await runs.untilMessage(customer);
      await world.chat.click(
        mia,
        { verb: 'cancel', data: { run }, messageId: message },
        { conversation: runs.placeOf(customer) },
      );
      await runs.untilRun(run, ({ state }) => state === 'cancelled');
      const copied = await recorder.stop();
      world.entra.setFaults({ fail: 0, methods: [], pathContains: '' });
      return { customer, run, copied };
    }
    async function revoke(customer: Customer) {
      const own = new Set(customer.tenant.applications.map(({ appId }) => appId));
      const principals = new Set(
        customer.tenant.servicePrincipals.filter((each) => own.has(each.appId)).map(({ id }) => id),
      );
      customer.tenant.appRoleAssignments = customer.tenant.appRoleAssignments.filter(
        (each) => !principals.has(each.principalId),
      );
      customer.tenant.roleAssignments = customer.tenant.roleAssignments.filter(
        (each) => !principals.has(each.principalId),
      );
    }
    /** A finished onboarding with its copies; the customer then revokes everything. */
    async function finishedAndRevoked() {
      const customer = world.customer();
      const run = await runs.onboard(customer);
      const recorder = record(world, run);
      await runs.decide(customer, 'approve', jon);
      await runs.untilRun(run, ({ state }) => state === 'finished', 60_000);
      const copied = await recorder.stop();
      await revoke(customer);
      return { customer, run, copied };
    }
    const stateIn = (copy: Readonly<Record<string, string>>, step: string) => {
      const doc: { steps: { id: string; state: string }[] } = JSON.parse(
        (copy['doc'] ?? '').slice((copy['doc'] ?? '').indexOf('{')),
      );
      return doc.steps.find(({ id }) => id === step)?.state;
    };

    const [finished, cancelled] = await Promise.all([finishedAndRevoked(), Promise.resolve()]).then(
      async ([first]) => [first, await cancelledBeforeGrant()] as const,
    );
    const jobsOf = (copied: { jobs: ReadonlyMap<string, Readonly<Record<string, string>>> }, step: string) =>
      [...copied.jobs].filter(([id]) => id.includes(`.${step}.`)).at(-1);

    return {
      attempts: [
        tried('the record of a finished run from before its grants is put back', async () => {
          const copy = finished.copied.versions.findLast((each) =>
            ['queued', 'running'].includes(stateIn(each, 'grant-consent') ?? ''),
          );
          if (!copy) throw new Error('no such record was copied');
          await putBack(world, finished.run, copy);
          return unless(await grantedLater(finished.customer));
        }),
        tried('the cloud job of a finished run is given again', async () => {
          await revoke(finished.customer);
          const job = jobsOf(finished.copied, 'grant-consent');
          if (!job) throw new Error('no such job was copied');
          await giveAgain(world, ...job);
          return unless(await grantedLater(finished.customer));
        }),
        tried('record and cloud job of a finished run together', async () => {
          await revoke(finished.customer);
          const copy = finished.copied.versions.findLast((each) =>
            ['queued', 'running'].includes(stateIn(each, 'grant-consent') ?? ''),
          );
          const job = jobsOf(finished.copied, 'grant-consent');
          if (!copy || !job) throw new Error('not copied');
          await giveAgain(world, ...job);
          await putBack(world, finished.run, copy);
          return unless(await grantedLater(finished.customer));
        }),
        tried('the job that assigns the role is given again', async () => {
          await revoke(finished.customer);
          const job = jobsOf(finished.copied, 'assign-role');
          if (!job) throw new Error('no such job was copied');
          await giveAgain(world, ...job);
          return unless(await grantedLater(finished.customer));
        }),
        tried('the job that attaches the certificate is given again after the customer took it off', async () => {
          for (const application of finished.customer.tenant.applications) application.keyCredentials = [];
          const job = jobsOf(finished.copied, 'attach-certificate');
          if (!job) throw new Error('no such job was copied');
          await giveAgain(world, ...job);
          await pause(WATCH_MS / 2);
          return unless(runs.granted(finished.customer).certificates.length > 0 && 'it was attached again');
        }),
        tried('the record of a cancelled run from before the cancellation is put back', async () => {
          const copy = cancelled.copied.versions.findLast((each) =>
            ['queued', 'running', 'delayed'].includes(stateIn(each, 'grant-consent') ?? ''),
          );
          if (!copy) throw new Error('no such record was copied');
          // The role may have been assigned before somebody cancelled.
          await revoke(cancelled.customer);
          await putBack(world, cancelled.run, copy);
          return unless(await grantedLater(cancelled.customer));
        }),
        tried('the cloud job of a cancelled run is given again', async () => {
          const job = jobsOf(cancelled.copied, 'grant-consent');
          if (!job) throw new Error('no such job was copied');
          await revoke(cancelled.customer);
          await giveAgain(world, ...job);
          return unless(await grantedLater(cancelled.customer));
        }),
        tried("an approved run's record is copied to another run", async () => {
          const customer = world.customer();
          const run = await runs.onboard(customer);
          await runs.untilAsked(customer);
          const copy = finished.copied.versions.at(-1) ?? {};
          await putBack(world, run, copy);
          return unless(await grantedLater(customer));
        }),
        tried("an approved run's gate is written into another run", async () => {
          const customer = world.customer();
          const run = await runs.onboard(customer);
          await runs.untilAsked(customer);
          const doc = (await admin.hget(keys.run(run), 'doc')) ?? '';
          const forged = doc
            .replace('"state":"open"', '"state":"approved"')
            .replace('"id":"approve-consent"', '"id":"approve-consent"');
          await admin.hset(keys.run(run), 'doc', forged);
          await admin.zadd(keys.outbox, Date.now(), `execute cloud ${run} grant-consent 1`);
          return unless(await grantedLater(customer));
        }),
      ],
      async control() {
        await runs.finish(world.customer());
      },
    };
  },
};
