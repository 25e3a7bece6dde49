import type { Person } from '../../../../src/runs/run.ts';
import { messageFrom } from '../../../support/teams-activities.ts';
import { markedUp } from '../../attacker/marked-up.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { wordsOf } from '../../world/chat.ts';
import { STRANGER, TEAMS } from '../../world/internet.ts';
import { lee, mia, tom } from '../../world/people.ts';

const LINK = `[Approve here](https://${STRANGER}/approve)`;
/** Nobody whom exo has a reason to mention here. */
const AT = '<at>Vic Tim</at>';

/** Names and texts that would mean something where Teams reads Markdown, and requests without measure. */
export const texts: Area = {
  name: 'texts',
  prepare(world) {
    const named = (what: string, name: string, say: (person: Person, conversation: string) => Promise<void>) =>
      tried(what, async () => {
        const conversation = `19:${crypto.randomUUID()}@thread.tacv2`;
        await say({ ...mia, name }, conversation);
        return unless(markedUp(world, conversation));
      });
    const asks = (text: string) => async (person: Person, conversation: string) => {
      await world.chat.say(person, text, { conversation });
      await world.chat.untilMessage(conversation, () => true);
    };
    const begins = async (person: Person, conversation: string) => {
      const customer = world.customer();
      await world.chat.say(person, `onboard ${customer.domain}`, { conversation });
      await world.chat.untilMessage(conversation, (each) => /Approval needed/.test(wordsOf(each)));
    };
    const survives = (what: string, body: (conversation: string) => string) =>
      tried(what, async () => {
        const conversation = `19:${crypto.randomUUID()}@thread.tacv2`;
        const pid = world.supervisor.pidOf('bot');
        const token = await world.framework.token(TEAMS);
        const began = Date.now();
        await world.chat.post(body(conversation), `Bearer ${token}`).catch(() => undefined);
        await world.chat.say(lee, 'help', { conversation: `${conversation}-after` });
        await world.chat.untilMessage(`${conversation}-after`, () => true, 30_000);
        if (world.supervisor.pidOf('bot') !== pid) return unless('the bot ended');
        const late = Date.now() - began;
        return unless(late > 8000 && `the bot answered others only after ${late} ms`);
      });
    const text =
      (said: string, more: object = {}) =>
      (conversation: string) =>
        JSON.stringify({ ...messageFrom(tom, said, { serviceUrl: TEAMS, conversation }), ...more });
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

    return {
      attempts: [
        named('a display name with a link asks for help', LINK, asks('help')),
        named('a display name with a mention begins a run', `${AT} ${LINK}`, begins),
        named('a display name with HTML begins a run', `<a href="https://${STRANGER}">Mia</a><img src=x>`, begins),
        named('a display name that goes on in the next line', `Mia\n\n# ${LINK}\n- ${AT}`, begins),
        named('a tenant whose name is a link', mia.name, asks(`onboard ${LINK}`)),
        named('a command whose name is a mention', mia.name, asks(`${AT} ${LINK}`)),
        named('a server group whose name is a link', mia.name, asks(`onboard plain1 servers=${LINK}`)),
        tried("a customer's organisation whose name is a link with a mention", async () => {
          const customer = world.customer();
          customer.tenant.displayName = `${AT} ${LINK} **Contoso**`;
          await world.runs.onboard(customer);
          await world.runs.untilAsked(customer);
          return unless(markedUp(world, world.runs.placeOf(customer)));
        }),
        tried("a customer's organisation with a name of 60,000 letters", async () => {
          const customer = world.customer();
          customer.tenant.displayName = 'x'.repeat(60_000);
          await world.runs.onboard(customer);
          const { message } = await world.runs.untilAsked(customer);
          const bytes = 2 * JSON.stringify(message.card).length;
          return unless(bytes > 80_000 && `the card has ${bytes} bytes`);
        }),
        survives('a body of 30 MB', text('x'.repeat(30_000_000))),
        survives('a command of 900,000 letters', text('onboard '.repeat(112_000))),
        survives('a command of 200,000 nested tags', text('<at><b>'.repeat(100_000))),
        survives('a command of 150,000 invisible letters', text('\u200b'.repeat(150_000))),
        survives(
          'a bot name that is a slow pattern',
          text(`${'a'.repeat(50_000)}!`, { recipient: { id: '28:x', name: '(a+)+$' } }),
        ),
        survives(
          '20,000 mentions',
          text('help', {
            entities: Array.from({ length: 9000 }, () => ({
              type: 'mention',
              mentioned: { id: '28:x', name: 'exo' },
              text: '<at>exo</at>',
            })),
          }),
        ),
        survives(
          'a display name of 500,000 letters',
          text('help', { from: { id: '29:tom', name: 'T'.repeat(500_000), aadObjectId: tom.id } }),
        ),
        survives('400,000 nested lists', () => nested(400_000)),
        survives('a body that is no JSON', () => '{"type":'),
        survives('a body that changes the prototype', (conversation) =>
          text(
            'help',
            {},
          )(conversation).replace('{', '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}},'),
        ),
        survives('a click with data of 900,000 letters', (conversation) =>
          text('', {
            name: 'adaptiveCard/action',
            type: 'invoke',
            value: { action: { verb: 'do', data: { command: 'x'.repeat(900_000) } }, trigger: 'manual' },
          })(conversation),
        ),
      ],
    };
  },
};
