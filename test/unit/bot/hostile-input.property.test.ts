import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../../src/bot/actions/registry.ts';
import { isVerb, VERB_DATA } from '../../../src/bot/chat/verbs.ts';
import { COMMANDS } from '../../../src/bot/commands/registry.ts';
import { parseCommand } from '../../../src/bot/language/parse.ts';
import type { TeamsActivity } from '../../../src/bot/teams/receive/activity.ts';
import { normalise } from '../../../src/bot/teams/receive/normalise.ts';
import { invokedAction, submittedAction } from '../../../src/bot/teams/receive/read-action.ts';

const ACTIVITY: TeamsActivity = {
  type: 'message',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/emea/',
  from: { id: '29:mia' },
  recipient: { id: '28:exo' },
  conversation: { id: '19:x' },
};
/** What JSON can carry, with the names that mean something to JavaScript among its keys. */
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'verb',
    'data',
    'run',
    'round',
    'command',
    'page',
    'filter',
    'runner',
    'then',
  ),
  fc.string(),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, -1, 1e308, 1.5, Number.MAX_SAFE_INTEGER, '', 'contoso-1', 'approve', 'do'),
    fc.string({ unit: 'binary' }),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 5 }),
  ),
}));
/** As it comes over the wire: there `__proto__` is a member like any other. */
const wire = json.map((value): unknown => JSON.parse(JSON.stringify(value)));

describe('whatever a client sends as the data of a button', () => {
  it('is refused or read as what the verb carries, and changes nothing in common', () => {
    fc.assert(
      fc.property(wire, fc.oneof(key, fc.constantFrom(...Object.keys(ACTIONS))), (value, verb) => {
        const clicks = [
          submittedAction({ ...ACTIVITY, value }),
          invokedAction({ ...ACTIVITY, name: 'adaptiveCard/action', value: { action: { verb, data: value } } }),
        ];
        for (const click of clicks) if (click && isVerb(click.verb)) VERB_DATA[click.verb].safeParse(click.data);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'APPROVE', 'approve ', ''])(
    'is no verb that exo knows: "%s"',
    (verb) => {
      expect(isVerb(verb)).toBe(false);
    },
  );
});

describe('whatever somebody says', () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...COMMANDS.map(({ name }) => name),
      'contoso',
      '--all',
      'mode=full',
      '"',
      "'",
      'servers=',
      '@exo',
      '__proto__=x',
      'constructor=1',
    ),
    fc.string({ unit: 'binary' }),
  );

  it('is understood or not, without an error', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        expect(parseCommand(words.join(' '), COMMANDS, ['contoso', 'adatum']).kind).toBeTypeOf('string');
      }),
      { numRuns: 500 },
    );
  });

  /** As Teams lets it through. */
  const long = (part: string) => part.repeat(Math.floor(28_000 / part.length));

  it.each([
    ['closing brackets', `onboard ${long(')')}x`],
    ['quotes', `onboard ${long('"')}x`],
    ['words', `onboard ${long('a ')}`],
    ['keys', `onboard ${long('a=')}`],
    ['dashes', long('-')],
    ['an address', `onboard ${long('a')}://@`],
    ['mentions that do not end', long('<at ')],
    ['tags that do not end', long('<b ')],
    ['entities', long('&#x')],
    ['nearly a command', `${long('onboar')} contoso`],
  ])('is read at once, however long: %s', (_what, text) => {
    const names = Array.from({ length: 200 }, (_, index) => `exo ${index}`);
    const began = performance.now();
    parseCommand(normalise(text, names), COMMANDS, ['contoso', 'adatum']);

    expect(performance.now() - began).toBeLessThan(500);
  });
});
