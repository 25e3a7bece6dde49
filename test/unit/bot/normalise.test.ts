import { describe, expect, test } from 'vitest';
import { botNames, TeamsActivity } from '../../../src/bot/teams/receive/activity.ts';
import { normalise } from '../../../src/bot/teams/receive/normalise.ts';

describe('a message as people really send it becomes a command', () => {
  test.each([
    ['a mention before the words', '<at>exo</at> onboard contoso', 'onboard contoso'],
    ['a mention after the words', 'onboard contoso <at>exo</at>', 'onboard contoso'],
    ['two mentions of the bot', '<at>exo</at> <at>exo</at> status', 'status'],
    ['a mention with attributes and other case', '<at id="0">EXO</at>&nbsp;help', 'help'],
    [
      'a mention of somebody else, whose name stays',
      '<at>exo</at> status for <at>Mia Okafor</at>',
      'status for Mia Okafor',
    ],
    ['no mention, as in a personal chat', '  status contoso \n', 'status contoso'],
    ['nothing but the mention', '<at>exo</at>', ''],
    ['no-break spaces as entity and as character', '<at>exo</at>&nbsp;onboard\u00a0contoso&#160;', 'onboard contoso'],
    ['zero-width and bidirectional characters', '\u200bonboard\u2060 \u202acontoso\u202c\ufeff', 'onboard contoso'],
    ['line ends of every kind', '<at>exo</at>\r\nonboard\r\ncontoso\n', 'onboard contoso'],
    ['tabs and many spaces', 'onboard\t\t  contoso', 'onboard contoso'],
    ['HTML from a formatted message', '<p><at>exo</at> <b>onboard</b>&nbsp;contoso</p>', 'onboard contoso'],
    ['a line break element', '<div>onboard<br/>contoso</div>', 'onboard contoso'],
    ['typographic quotation marks', 'onboard \u201cContoso Ltd\u201d', 'onboard "Contoso Ltd"'],
    [
      'low and single quotation marks',
      'onboard \u201eContoso Ltd\u201c \u2018link\u2019',
      'onboard "Contoso Ltd" \'link\'',
    ],
    ['an en dash that a word processor made of a hyphen', 'status contoso\u20131', 'status contoso-1'],
    ['entities', 'onboard &quot;A &amp; B&quot; &#x41;', 'onboard "A & B" A'],
    ['brackets copied from a usage line', 'onboard &lt;contoso&gt;', 'onboard <contoso>'],
  ])('%s', (_what, text, command) => {
    expect(normalise(text, ['exo'])).toBe(command);
  });

  test('a text of a hundred thousand characters is cut', () => {
    expect(normalise('a '.repeat(50_000), ['exo'])).toHaveLength(1000);
  });

  test('a bot name with characters that mean something in a pattern is removed too', () => {
    expect(normalise('<at>exo (test) [1]*</at> help', ['exo (test) [1]*'])).toBe('help');
  });

  test('hostile markup is looked at in no time', () => {
    const began = performance.now();
    normalise('<at>'.repeat(20_000), ['exo']);
    normalise(`<at ${' '.repeat(50_000)}`, ['exo']);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('the names of the bot in an activity', () => {
  const activity = (entities: unknown) =>
    TeamsActivity.parse({
      type: 'message',
      channelId: 'msteams',
      serviceUrl: 'https://smba.example/',
      from: { id: '29:mia' },
      recipient: { id: '28:bot', name: 'exo' },
      conversation: { id: '19:x' },
      value: undefined,
      entities,
    });

  test('come from the mentions of the recipient, whatever it is called there', () => {
    const entities = [
      { type: 'clientInfo', locale: 'en-US' },
      { type: 'mention', text: '<at>EXO Onboarding</at>', mentioned: { id: '28:bot', name: 'EXO Onboarding' } },
      { type: 'mention', text: '<at>Mia</at>', mentioned: { id: '29:mia', name: 'Mia' } },
    ];

    expect(new Set(botNames(activity(entities)))).toEqual(new Set(['EXO Onboarding', 'exo']));
  });

  test('are the recipient name alone when there are no entities', () => {
    expect(botNames(activity(undefined))).toEqual(['exo']);
  });
});
