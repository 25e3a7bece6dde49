import { until } from '../../../support/until.ts';
import { checks } from '../../attacker/checks.ts';
import { giveAgain, record } from '../../attacker/recorder.ts';
import { type Area, type Attempt, tried, unless } from '../../attempt.ts';
import { ada, jon, kim, lee, mia } from '../../world/people.ts';
import type { Customer } from '../../world/world.ts';

const WATCH_MS = 5000;

/** Somebody who wants a tenant suspended, or not, and is no admin. */
export const suspension: Area = {
  name: 'suspension',
  async prepare(world) {
    const { admin, keys, runs, chat } = world;
    const { onboarded, application } = checks(world);
    const customer = await onboarded();
    const principal = (of: Customer) => {
      const { appId } = application(of);
      const found = of.tenant.servicePrincipals.find((each) => each.appId === appId);
      if (!found) throw new Error('exo made no enterprise application');
      return found;
    };
    const isOn = (of: Customer) => principal(of).accountEnabled !== false;
    const says = (by: typeof ada, command: string, of: Customer) =>
      chat.say(by, `${command} ${of.domain}`, { conversation: runs.placeOf(of) });
    const becomes = (of: Customer, wanted: boolean, ms = 30_000) =>
      until(() => isOn(of) === wanted || undefined, undefined, ms);
    const stays = async (of: Customer, wanted: boolean) => {
      await becomes(of, !wanted, WATCH_MS).catch(() => undefined);
      return isOn(of) === wanted;
    };
    const asks = (who: string, by: typeof ada): Attempt =>
      tried(`${who} suspends a tenant`, async () => {
        await says(by, 'suspend', customer);
        return unless(!(await stays(customer, true)) && 'it is suspended');
      });

    return {
      attempts: [
        asks('a requester', mia),
        asks('an approver', jon),
        asks('a viewer', lee),
        asks('somebody without a role', kim),
        tried('a requester resumes a tenant', async () => {
          await says(ada, 'suspend', customer);
          await becomes(customer, false);
          await says(mia, 'resume', customer);
          return unless(!(await stays(customer, false)) && 'it is resumed');
        }),
        tried('a requester onboards a suspended tenant whose row was taken out of Redis', async () => {
          await until(async () => (await admin.hexists(keys.suspended, customer.id)) === 1 || undefined);
          const row = (await admin.hget(keys.suspended, customer.id)) ?? '';
          await admin.hdel(keys.suspended, customer.id);
          await says(mia, 'onboard', customer);
          const held = await stays(customer, false);
          await admin.hset(keys.suspended, customer.id, row);
          return unless(!held && 'it signs in again');
        }),
        tried('the job of a suspension is given again after the tenant was resumed', async () => {
          const other = await onboarded();
          const number = Number(await admin.get(keys.counter(other.label))) + 1;
          const recorder = record(world, `${other.label}-suspend-${number}`);
          await says(ada, 'suspend', other);
          await becomes(other, false);
          await runs.untilRun(`${other.label}-suspend-${number}`, ({ state }) => state === 'finished');
          const { jobs } = await recorder.stop();
          await says(ada, 'resume', other);
          await becomes(other, true);
          const copies = [...jobs].filter(([id]) => id.includes('.suspend-application.'));
          if (copies.length === 0) throw new Error('no such job was copied');
          for (const copy of copies) await giveAgain(world, ...copy);
          return unless(!(await stays(other, true)) && 'it is suspended again');
        }),
      ],
    };
  },
};
