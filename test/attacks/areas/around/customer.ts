import { until } from '../../../support/until.ts';
import {
  type Change,
  federated,
  KEY,
  owner,
  ownerOfPrincipal,
  password,
  push,
  secret,
  secretOnPrincipal,
  swapped,
  twin,
} from '../../attacker/customer-changes.ts';
import { type Area, type Attempt, HELD, tried, unless } from '../../attempt.ts';
import { wordsOf } from '../../world/chat.ts';
import { jon } from '../../world/people.ts';
import { adoptionHolds, adoptions } from './adoption.ts';
import { approveIfAsked, grantedTo } from './approve-if-asked.ts';

/** An administrator of the customer's tenant who wants exo's approval to fall on something of their own. */
export const customerAdmin: Area = {
  name: 'customer',
  prepare(world) {
    /** There before exo comes; Jon approves what he is shown. */
    const before = (what: string, change: Change): Attempt =>
      tried(what, async () => {
        const customer = world.customer();
        change(customer);
        const theirs = customer.tenant.applications.map(({ appId }) => appId);
        const run = await world.runs.onboard(customer);
        await approveIfAsked(world, customer, run);
        const { permissions, roles } = grantedTo(customer, theirs);
        return unless(
          permissions + roles > 0 && `${permissions} permissions and ${roles} roles for an application of theirs`,
        );
      });
    /** Changed while Jon looks at the card, which says nothing of it. */
    const behind = (what: string, change: Change): Attempt =>
      tried(what, async () => {
        const customer = world.customer();
        const run = await world.runs.onboard(customer);
        await world.runs.untilAsked(customer);
        change(customer);
        await world.runs.decide(customer, 'approve', jon);
        await until(
          async () => {
            const now = await world.runs.look(run);
            const stopped = now?.state === 'needs-person' || now?.state === 'finished' || (now?.gate?.round ?? 1) > 1;
            return stopped || world.runs.granted(customer).permissions.length > 0 || undefined;
          },
          undefined,
          15_000,
        ).catch(() => undefined);
        const { permissions } = world.runs.granted(customer);
        return unless(permissions.length > 0 && `${permissions.length} permissions were granted all the same`);
      });
    /** There before exo comes back for another run; the card must say so. */
    const shown = (what: string, change: Change, words: RegExp): Attempt =>
      tried(what, async () => {
        const customer = world.customer();
        await world.runs.onboard(customer);
        await world.runs.decide(customer, 'decline', jon);
        await until(() => (world.runs.approvalCard(customer) ? undefined : true), undefined, 10_000);
        change(customer);
        const run = await world.runs.onboard(customer);
        const { message } = await world.runs.untilAsked(customer);
        if (words.test(wordsOf(message))) return HELD;
        await world.runs.decide(customer, 'approve', jon);
        await until(async () => (await world.runs.look(run))?.state !== 'working' || undefined, undefined, 8000).catch(
          () => undefined,
        );
        const { permissions } = world.runs.granted(customer);
        return unless(permissions.length > 0 && 'it was approved without being on the card');
      });

    return {
      attempts: [
        before('a twin with our unique name and our tags', twin(['exo-bot', `exo-bot:${KEY}`], true)),
        before('a twin whose owner is exo, with our tags', twin(['exo-bot', `exo-bot:${KEY}`], true)),
        before('a twin without tags', twin([], true)),
        before('a twin with the tags of another deployment', twin(['exo-bot', 'exo-bot:other'], true)),
        before('a twin that nobody made (no createdByAppId)', (customer) => {
          twin(['exo-bot', `exo-bot:${KEY}`], true)(customer);
          for (const application of customer.tenant.applications) application.createdByAppId = null;
        }),
        before('a twin with an enterprise application and a secret', (customer) => {
          twin(['exo-bot', `exo-bot:${KEY}`], true)(customer);
          for (const application of customer.tenant.applications) push(application.passwordCredentials, password('x'));
        }),
        behind('a secret is added between card and grant', secret),
        behind('a secret is added to the enterprise application between card and grant', secretOnPrincipal),
        behind('a federated credential is added between card and grant', federated),
        behind('an owner is added between card and grant', owner),
        behind('an owner is added to the enterprise application between card and grant', ownerOfPrincipal),
        behind('the application is exchanged between card and grant', swapped),
        shown('a secret that is there before the card', secret, /backup-of-them/),
        shown('a secret on the enterprise application that is there before the card', secretOnPrincipal, /sp-backup/),
        shown('a federated credential that is there before the card', federated, /their-github/),
        shown('an owner that is there before the card', owner, /Olga/),
        ...adoptions(world),
      ],
      async control() {
        await world.runs.finish(world.customer());
        await adoptionHolds(world);
      },
    };
  },
};
