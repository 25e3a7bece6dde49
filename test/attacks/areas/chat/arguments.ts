import { until } from '../../../support/until.ts';
import { type Area, type Attempt, tried, unless } from '../../attempt.ts';
import { jon, mia, tom } from '../../world/people.ts';
import type { Customer, World } from '../../world/world.ts';

/** A requester alone, who words a command so that more happens than anybody agreed to. */
export const commandArguments: Area = {
  name: 'arguments',
  prepare(world) {
    /** Says it, and waits for a run or for an answer without one. */
    async function ask(customer: Customer, words: string, by = mia): Promise<string | undefined> {
      const before = (await world.admin.get(world.keys.counter(customer.label))) ?? '0';
      const conversation = world.runs.placeOf(customer);
      await world.chat.say(by, `onboard ${words}`, { conversation });
      return until(
        async () => {
          const now = (await world.admin.get(world.keys.counter(customer.label))) ?? '0';
          return now !== before ? `${customer.label}-${now}` : undefined;
        },
        undefined,
        4000,
      ).catch(() => undefined);
    }
    const attached = (customer: Customer) => world.runs.granted(customer).certificates.length;

    function elsewhere(what: string, group: string, kind: 'plain' | 'hostile' = 'plain'): Attempt {
      return tried(what, async () => {
        const customer = world.customer(kind);
        await world.runs.finish(customer);
        const before = attached(customer);
        const run = await ask(customer, `${customer.domain} servers=${group}`);
        if (!run) return unless(undefined);
        await until(() => attached(customer) > before || undefined, undefined, 12_000).catch(() => undefined);
        const { gate } = (await world.runs.look(run)) ?? { gate: null };
        return unless(
          attached(customer) > before && `a certificate of ${group} was attached, the gate being ${gate?.state}`,
        );
      });
    }
    return {
      together: true,
      attempts: [
        elsewhere("an onboarded tenant is asked for on another customer's servers", 'othercustomer'),
        tried("a new tenant is asked for on another customer's servers", async () => {
          const customer = world.customer();
          const run = await ask(customer, `${customer.domain} servers=othercustomer`);
          if (!run) return unless(undefined);
          const asked = await until(
            async () =>
              (await world.admin.exists(`${world.keys.prefix}:mid7-elevated:wait`))
                ? true
                : (await world.runs.look(run))?.steps.some(
                    (step) => step.id.endsWith('@mid7') && step.state !== 'waiting',
                  ) || undefined,
            undefined,
            5000,
          ).catch(() => false);
          return unless(asked && "the other customer's MID server was given work");
        }),
        tried('a tenant of link mode is asked for in full mode', async () => {
          const customer = world.customer('link');
          const run = await ask(customer, `${customer.domain} mode=full`);
          if (!run) return unless(undefined);
          const { request } = (await world.runs.look(run)) ?? {};
          return unless(request?.['mode'] === 'full' && 'the run is in full mode');
        }),
        tried('a tenant of link mode is asked for in FULL mode by position', async () => {
          const customer = world.customer('link');
          const run = await ask(customer, `${customer.domain} FULL`);
          if (!run) return unless(undefined);
          const { request } = (await world.runs.look(run)) ?? {};
          return unless(request?.['mode'] === 'full' && 'the run is in full mode');
        }),
        tried('the mode is said twice', async () => {
          const customer = world.customer('link');
          const run = await ask(customer, `${customer.domain} mode=link mode=full`);
          if (!run) return unless(undefined);
          const { request } = (await world.runs.look(run)) ?? {};
          return unless(request?.['mode'] === 'full' && 'the run is in full mode');
        }),
        tried("a domain that was moved to another tenant than the configuration's", async () => {
          const [customer, thief] = [world.customer(), world.customer()];
          const moved = customer.tenant.verifiedDomains;
          customer.tenant.verifiedDomains = thief.tenant.verifiedDomains;
          thief.tenant.verifiedDomains = moved;
          const run = await ask(customer, customer.domain);
          return unless(run && `${run} was begun in ${thief.label}`);
        }),
        tried('a second requester takes over an open approval by asking again', async () => {
          const customer = world.customer();
          const run = await world.runs.onboard(customer, tom);
          await world.runs.untilAsked(customer);
          await ask(customer, customer.domain, mia);
          const { request } = (await world.runs.look(run)) ?? {};
          const requester = JSON.stringify(request?.['requester'] ?? {});
          return unless(!requester.includes(tom.id) && 'the run has another requester');
        }),
        tried('two onboardings of a tenant at once', async () => {
          const customer = world.customer();
          await Promise.all(
            [mia, tom, mia, tom].map((by) =>
              world.chat.say(by, `onboard ${customer.domain}`, { conversation: world.runs.placeOf(customer) }),
            ),
          );
          await world.runs.untilAsked(customer);
          const open = await openRuns(world, customer);
          return unless(open > 1 && `${open} runs are open`);
        }),
        tried('a plan (dry run) is made to write', async () => {
          const customer = world.customer();
          await world.chat.say(mia, `plan ${customer.domain}`, { conversation: world.runs.placeOf(customer) });
          const run = await until(async () =>
            (await world.admin.exists(world.keys.run(`${customer.label}-plan-1`)))
              ? `${customer.label}-plan-1`
              : undefined,
          );
          await world.chat.click(
            jon,
            { verb: 'approve', data: { run, round: 1 }, messageId: '1795000000000' },
            { conversation: world.runs.placeOf(customer) },
          );
          await world.runs.untilRun(run, ({ state }) => state === 'finished');
          return unless(customer.tenant.applications.length > 0 && 'an application was made');
        }),
      ],
    };
  },
};

async function openRuns(world: World, customer: Customer): Promise<number> {
  const runs = await world.admin.keys(`${world.keys.prefix}:run:${customer.label}-*`);
  const states = await Promise.all(
    runs.map(async (key) => (await world.runs.look(key.split(':').at(-1) ?? ''))?.state),
  );
  return states.filter((state) => state && !['finished', 'declined', 'cancelled'].includes(state)).length;
}
