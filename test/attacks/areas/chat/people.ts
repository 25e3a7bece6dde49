import { EVE } from '../../../../demo/people.ts';
import type { Person } from '../../../../src/runs/run.ts';
import { mentionOf } from '../../../support/teams-activities.ts';
import { until } from '../../../support/until.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { type Sending, wordsOf } from '../../world/chat.ts';
import { ada, ana, jon, kim, lee, mia } from '../../world/people.ts';

const OTHER_TENANT = EVE.tenantId;

/** Somebody in Teams who speaks in a name or with a right that is not theirs. */
export const people: Area = {
  name: 'people',
  prepare(world) {
    const asks = (what: string, by: Person, how: Sending = {}, command = 'onboard') =>
      tried(what, async () => {
        const customer = world.customer();
        const conversation = world.runs.placeOf(customer);
        await world.chat.say(by, `${command} ${customer.domain}`, { conversation, ...how });
        // Its answer shows that the bot is through with it; where it answers nothing, the next command's answer does.
        await world.chat.say(lee, 'help', { conversation: `${conversation}-after` });
        await world.chat.untilMessage(`${conversation}-after`, () => true);
        await until(() => world.chat.in(conversation).length > 0 || undefined, undefined, 2000).catch(() => undefined);
        const begun = await world.admin.exists(world.keys.counter(customer.label));
        return unless(begun > 0 && 'a run was begun in the tenant');
      });
    const from = (changes: object, by: Person = mia) => ({
      activity: { from: { id: mentionOf(by), name: by.name, aadObjectId: by.id, ...changes } },
    });
    const says = (what: string, by: Person, text: string, gave: RegExp, how: Sending = {}) =>
      tried(what, async () => {
        const conversation = `19:${crypto.randomUUID()}@thread.tacv2`;
        await world.chat.say(by, text, { conversation, ...how });
        const answer = await world.chat.untilMessage(conversation, () => true);
        const words = wordsOf(answer);
        return unless(gave.test(words) && `the bot answered: ${words.slice(0, 80)}`);
      });
    const tenant = (conversation: string, channel: string) => ({
      activity: {
        conversation: { id: `19:${crypto.randomUUID()}@x`, conversationType: 'channel', tenantId: conversation },
        channelData: { tenant: { id: channel } },
      },
    });
    const home = '7f2d1c3a-1111-4a5b-9c6d-0123456789ab';
    return {
      together: true,
      attempts: [
        asks('a requester of another tenant asks', mia, { tenantId: OTHER_TENANT }),
        asks('another tenant in the conversation, the home tenant in the channel', mia, tenant(OTHER_TENANT, home)),
        asks('the home tenant in the conversation, another one in the channel', mia, tenant(home, OTHER_TENANT)),
        asks('no tenant in the channel data', mia, { activity: { channelData: {} } }),
        asks('no channel data at all', mia, { activity: { channelData: null } }),
        asks('a person without an object id', mia, from({ aadObjectId: undefined })),
        asks('an object id that is no GUID', mia, from({ aadObjectId: 'mia' })),
        asks('a list of object ids', mia, from({ aadObjectId: [mia.id, kim.id] })),
        asks("somebody without a role under a requester's display name", kim, from({ name: mia.name }, kim)),
        asks("somebody without a role under a requester's id of Teams", kim, from({ id: mentionOf(mia) }, kim)),
        asks("somebody without a role with a requester's object id in other members", kim, {
          activity: {
            from: { id: mentionOf(kim), name: kim.name, aadObjectId: kim.id, objectId: mia.id },
            onBehalfOf: [{ mri: mentionOf(mia) }],
          },
        }),
        asks('a guest of the home tenant without a role', {
          id: '0d9a1b2c-0000-4000-8000-0000000000ee',
          name: 'Eve (Guest)',
        }),
        asks('a viewer asks for an onboarding', lee),
        asks('an approver who is no requester asks for an onboarding', jon),
        asks('a requester asks to adopt', mia, {}, 'adopt'),
        asks('an approver asks to adopt', jon, {}, 'adopt'),
        asks('a requester asks to onboard with an argument that adopts', mia, {}, 'onboard adopt=true'),
        tried('a requester asks to adopt by a button that says a command', async () => {
          const customer = world.customer();
          const conversation = world.runs.placeOf(customer);
          await world.chat.say(mia, 'help', { conversation });
          const { id } = await world.chat.untilMessage(conversation, () => true);
          await world.chat.click(
            mia,
            { verb: 'do', data: { command: `adopt ${customer.domain}` }, messageId: id },
            { conversation },
          );
          await world.chat.say(mia, 'help', { conversation: `${conversation}-after` });
          await world.chat.untilMessage(`${conversation}-after`, () => true);
          await until(() => world.chat.in(conversation).length > 1 || undefined, undefined, 2000).catch(
            () => undefined,
          );
          const begun = await world.admin.exists(world.keys.counter(customer.label));
          return unless(begun > 0 && 'a run was begun in the tenant');
        }),
        says('somebody without a role asks for the status', kim, 'status', /onboarded|ready|to onboard/),
        says('a requester asks for an enrolment token', mia, 'runner add mid1', /[A-Za-z0-9_-]{200}/, {
          kind: 'personal',
        }),
        says('an approver removes a runner', jon, 'runner remove mid1', /is out/),
        says('a stranger asks for help and learns what there is', mia, 'help', /onboard/, { tenantId: OTHER_TENANT }),
        tried('an admin without the role of an approver approves', async () => {
          const customer = world.customer();
          await world.runs.onboard(customer);
          const answer = await world.runs.decide(customer, 'approve', ada);
          const { permissions } = world.runs.granted(customer);
          return unless((/card\.adaptive/.test(answer.type) || permissions.length > 0) && answer.text.slice(0, 80));
        }),
        tried('a requester who is an approver approves what she asked for', async () => {
          const customer = world.customer();
          const id = await world.runs.onboard(customer, ana);
          await world.runs.decide(customer, 'approve', ana);
          const run = await world.runs.look(id);
          return unless(run?.gate?.state !== 'open' && `the gate is ${run?.gate?.state}`);
        }),
      ],
    };
  },
};
