import { until } from '../../../support/until.ts';
import { type Change, KEY, replaced, twin } from '../../attacker/customer-changes.ts';
import { type Attempt, HELD, tried, unless } from '../../attempt.ts';
import { wordsOf } from '../../world/chat.ts';
import { EARLIER_CLIENT_ID } from '../../world/landscape.ts';
import { jon } from '../../world/people.ts';
import type { Customer, World } from '../../world/world.ts';
import { approveIfAsked, grantedTo } from './approve-if-asked.ts';

const TAGS = ['exo-bot', `exo-bot:${KEY}`];
/** What exo made while it had another client id. */
const ofEarlierClient = twin(TAGS, true, EARLIER_CLIENT_ID);
const ofStranger = twin(TAGS, true);

/** Whoever wants an application of theirs to be taken for one that exo made under an earlier client id. */
export function adoptions(world: World): Attempt[] {
  const { runs } = world;
  const theirs = (customer: Customer) => customer.tenant.applications.map(({ appId }) => appId);
  const got = (customer: Customer, appIds: readonly string[]) => {
    const { permissions, roles } = grantedTo(customer, appIds);
    return unless(permissions + roles > 0 && `${permissions} permissions and ${roles} roles for that application`);
  };
  /** There before somebody asks; Jon approves what he is shown. */
  const before = (what: string, change: Change, how: 'adopt' | 'onboard'): Attempt =>
    tried(what, async () => {
      const customer = world.customer();
      change(customer);
      const appIds = theirs(customer);
      await approveIfAsked(world, customer, await runs[how](customer));
      return got(customer, appIds);
    });
  return [
    before('an application of an earlier client id, and nobody asks to adopt it', ofEarlierClient, 'onboard'),
    before("a stranger's twin while an admin adopts", ofStranger, 'adopt'),
    tried('an application of an earlier client id is adopted without the card saying so', async () => {
      const customer = world.customer();
      ofEarlierClient(customer);
      const [application] = customer.tenant.applications;
      const untouched = JSON.stringify(application);
      await runs.adopt(customer);
      const words = wordsOf((await runs.untilAsked(customer)).message);
      if (!/Taken over/.test(words) || !words.includes(EARLIER_CLIENT_ID)) return unless('the card does not say it');
      const isChanged = JSON.stringify(customer.tenant.applications[0]) !== untouched;
      return isChanged ? unless('it was changed before anybody approved') : HELD;
    }),
    tried('another application of that client takes the place of the one on the card', async () => {
      const customer = world.customer();
      ofEarlierClient(customer);
      const run = await runs.adopt(customer);
      await runs.untilAsked(customer);
      replaced(customer);
      const appIds = theirs(customer);
      await runs.decide(customer, 'approve', jon);
      await until(async () => (await runs.look(run))?.state !== 'working' || undefined, undefined, 15_000).catch(
        () => undefined,
      );
      return got(customer, appIds);
    }),
    tried('another application of that client takes the place of the adopted one', async () => {
      const customer = await adopted(world);
      replaced(customer);
      const appIds = theirs(customer);
      await approveIfAsked(world, customer, await runs.onboard(customer));
      return got(customer, appIds);
    }),
  ];
}

/** A tenant whose application an admin and Jon have adopted. */
async function adopted(world: World): Promise<Customer> {
  const { runs } = world;
  const customer = world.customer();
  ofEarlierClient(customer);
  const run = await runs.adopt(customer);
  await runs.untilAsked(customer);
  await runs.decide(customer, 'approve', jon);
  await runs.untilRun(run, ({ state }) => state === 'finished');
  return customer;
}

/** The rightful way: what was adopted is known to the next run, which asks nobody. */
export async function adoptionHolds(world: World): Promise<void> {
  const run = await world.runs.onboard(await adopted(world));
  await world.runs.untilRun(run, ({ state, gate }) => state === 'finished' && gate === null);
}
