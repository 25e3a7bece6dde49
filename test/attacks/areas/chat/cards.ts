import type { Person } from '../../../../src/runs/run.ts';
import type { ClickOn } from '../../../support/teams-activities.ts';
import { clickFrom } from '../../../support/teams-activities.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import type { Sending } from '../../world/chat.ts';
import { TEAMS } from '../../world/internet.ts';
import { ana, jon, kim, lee, mia, tom } from '../../world/people.ts';

/** Somebody who clicks what they must not, or forges what a button carries. */
export const cards: Area = {
  name: 'cards',
  async prepare(world) {
    const [customer, other] = [world.customer(), world.customer()];
    const [run, otherRun] = await Promise.all([world.runs.onboard(customer), world.runs.onboard(other)]);
    const { message, data } = await world.runs.untilAsked(customer);
    const { message: otherMessage } = await world.runs.untilAsked(other);
    // What still goes on beside the open gate would change the run in the middle of an attempt.
    await world.runs.untilRun(run, ({ state }) => state === 'waiting-approval');
    const conversation = world.runs.placeOf(customer);
    const right: ClickOn = { verb: 'approve', data, messageId: message.id };

    async function gateAfter(): Promise<string | undefined> {
      const states = await Promise.all([run, otherRun].map(async (id) => (await world.runs.look(id))?.gate?.state));
      const granted = [customer, other].flatMap((each) => world.runs.granted(each).permissions);
      if (granted.length > 0) return 'permissions were granted';
      return states.every((state) => state === 'open') ? undefined : `the gates are ${states.join(' and ')}`;
    }
    const clicks = (what: string, by: Person, changes: Partial<ClickOn> = {}, how: Sending = {}) =>
      tried(what, async () => {
        await world.chat.click(by, { ...right, ...changes }, { conversation, ...how });
        return unless(await gateAfter());
      });
    const submits = (what: string, value: object, replyToId: string | undefined) =>
      tried(what, async () => {
        const { value: _, name: __, ...activity } = clickFrom(jon, right, { serviceUrl: TEAMS, conversation });
        await world.chat.send({ ...activity, type: 'message', text: '', value, replyToId });
        return unless(await gateAfter());
      });
    const operates = (what: string, by: Person, verb: string, more: object = {}) =>
      tried(what, async () => {
        const before = await world.runs.look(run);
        const answer = await world.chat.click(
          by,
          { verb, data: { run, ...more }, messageId: message.id },
          { conversation },
        );
        const after = await world.runs.look(run);
        if (after?.state !== before?.state) return unless(`the run is ${after?.state}, was ${before?.state}`);
        return unless(/card\.adaptive/.test(answer.type) && 'the bot answered with a card');
      });

    return {
      attempts: [
        clicks('a colleague without a role approves', kim),
        clicks('a viewer approves', lee),
        clicks('the requester approves', mia),
        clicks('another requester approves', tom),
        clicks("somebody under an approver's display name approves", { id: kim.id, name: jon.name }),
        clicks('an approver of another tenant approves', jon, {}, { tenantId: '5c0ffee5-9999-4a5b-9c6d-0123456789ab' }),
        clicks(
          'an approver without an object id approves',
          jon,
          {},
          { activity: { from: { id: '29:jon', name: jon.name } } },
        ),
        clicks('an approval on another message of exo', jon, { messageId: otherMessage.id }),
        clicks('an approval on a message that is not there', jon, { messageId: '1795999999999' }),
        clicks('an approval without a message', jon, {}, { activity: { replyToId: undefined } }),
        clicks('an approval in another channel', jon, {}, { conversation: world.runs.placeOf(other) }),
        clicks('an approval in a private chat', jon, {}, { conversation: 'a:private', kind: 'personal' }),
        clicks('an approval of a later round', jon, { data: { ...data, round: 2 } }),
        clicks('an approval of round 0', jon, { data: { ...data, round: 0 } }),
        clicks('an approval of a round that is a text', jon, { data: { ...data, round: '1' } }),
        clicks("another run's id on this card", jon, { data: { ...data, run: otherRun } }),
        clicks('an approval that names its approver', kim, {
          data: { ...data, by: jon, actor: jon, roles: ['approver'] },
        }),
        clicks('a run that is no text', jon, { data: { ...data, run: { $ne: null } } }),
        clicks('a run with a path in its name', jon, { data: { ...data, run: `../${run}` } }),
        clicks('an approval by a card that refreshes itself', jon, { trigger: 'automatic' }),
        clicks('an approval by a trigger that does not exist', jon, { trigger: 'Manual' }),
        clicks('a verb in capital letters', jon, { verb: 'APPROVE' }),
        clicks('a verb of a prototype', jon, { verb: 'constructor' }),
        submits('an old-fashioned submit on another message', { verb: 'approve', ...data }, otherMessage.id),
        submits('an old-fashioned submit without a message', { verb: 'approve', ...data }, undefined),
        operates('a viewer cancels by a button', lee, 'cancel'),
        operates('a viewer retries by a button', lee, 'retry'),
        operates('a colleague without a role looks at the run', kim, 'refresh'),
        operates('a colleague without a role opens the run', kim, 'open-run'),
        operates('a requester accepts a runner', mia, 'accept-runner', { runner: 'mid1-elevated', fingerprint: 'A' }),
        operates('an approver accepts a runner that never enrolled', jon, 'accept-runner', {
          runner: 'mid8-elevated',
          fingerprint: '',
        }),
        operates('a viewer cancels by a button that says a command', lee, 'do', { command: `cancel ${run}` }),
        tried('an approval of a run that was cancelled', async () => {
          const cancelled = world.customer();
          const id = await world.runs.onboard(cancelled);
          const card = await world.runs.untilAsked(cancelled);
          const where = { conversation: world.runs.placeOf(cancelled) };
          await world.chat.click(mia, { verb: 'cancel', data: { run: id }, messageId: card.message.id }, where);
          await world.chat.click(jon, { verb: 'approve', data: card.data, messageId: card.message.id }, where);
          const after = await world.runs.look(id);
          return unless(after?.state !== 'cancelled' && `the run is ${after?.state}`);
        }),
        tried('an approval after another approver declined', async () => {
          const declined = world.customer();
          const id = await world.runs.onboard(declined);
          const card = await world.runs.untilAsked(declined);
          await world.runs.decide(declined, 'decline', ana);
          const how = { conversation: world.runs.placeOf(declined) };
          await world.chat.click(jon, { verb: 'approve', data: card.data, messageId: card.message.id }, how);
          const after = await world.runs.look(id);
          return unless(after?.gate?.state !== 'declined' && `the gate is ${after?.gate?.state}`);
        }),
      ],
      async control() {
        await world.runs.decide(customer, 'approve', jon);
        await world.runs.untilRun(run, ({ state }) => state === 'finished', 60_000);
        if (world.runs.granted(customer).permissions.length !== 3) throw new Error('the rightful click grants nothing');
      },
    };
  },
};
