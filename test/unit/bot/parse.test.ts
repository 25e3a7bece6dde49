import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/bot/commands/registry.ts';
import { nearest } from '../../../src/bot/language/nearest.ts';
import { type Parsed, parseCommand } from '../../../src/bot/language/parse.ts';
import { tokenise } from '../../../src/bot/language/tokens.ts';

const TENANTS = ['contoso', 'adatum', 'wingtip', 'litware-eu'];
const parse = (text: string) => parseCommand(text, COMMANDS, TENANTS);

function shortly(parsed: Parsed) {
  return parsed.kind === 'command' ? { command: parsed.command.name, args: parsed.args } : parsed;
}

describe('words', () => {
  test.each([
    ['onboard contoso', ['onboard', 'contoso']],
    ['onboard "Contoso Ltd" \'link\'', ['onboard', 'Contoso Ltd', 'link']],
    ['onboard <contoso>', ['onboard', 'contoso']],
    ['onboard contoso, please', ['onboard', 'contoso', 'please']],
    ['plan "contoso', ['plan', '"contoso']],
    ["don't", ["don't"]],
    ['""', []],
    ['', []],
  ])('of %j', (text, words) => {
    expect(tokenise(text).map(({ value }) => value)).toEqual(words);
  });

  test('with a key, also with quotes', () => {
    expect(tokenise('Mode=link servers="emea 1"')).toEqual([
      { key: 'mode', value: 'link' },
      { key: 'servers', value: 'emea 1' },
    ]);
  });
});

describe('a command', () => {
  test.each([
    ['onboard contoso', { command: 'onboard', args: { tenant: 'contoso' } }],
    ['ONBOARD Contoso LINK', { command: 'onboard', args: { tenant: 'Contoso', mode: 'LINK' } }],
    ['onboard contoso emea', { command: 'onboard', args: { tenant: 'contoso', servers: 'emea' } }],
    ['onboard contoso emea full', { command: 'onboard', args: { tenant: 'contoso', servers: 'emea', mode: 'full' } }],
    [
      'onboard servers=apac contoso mode=link',
      { command: 'onboard', args: { tenant: 'contoso', servers: 'apac', mode: 'link' } },
    ],
    ['/help onboard', { command: 'help', args: { command: 'onboard' } }],
    ['status', { command: 'status', args: {} }],
    ['retry contoso-1', { command: 'retry', args: { run: 'contoso-1' } }],
  ])('%s', (text, wanted) => {
    expect(shortly(parse(text))).toEqual(wanted);
  });

  test.each(['', '?', 'hello', 'Thanks!', 'Hi'])('%j is a greeting', (text) => {
    expect(parse(text.replace('!', '')).kind).toBe('greeting');
  });

  test.each([
    ['onboard', 'onboard needs a tenant.'],
    ['retry', 'retry needs a run.'],
    ['onboard contoso mode=fast', 'onboard does not understand "fast".'],
    ['onboard contoso colour=red', 'onboard does not understand "colour=red".'],
    ['onboard contoso emea full now please', 'onboard does not understand "now".'],
  ])('%s is said to be wrong', (text, problem) => {
    expect(parse(text)).toMatchObject({ kind: 'misused', problem });
  });
});

describe('did you mean', () => {
  test.each([
    ['onbord contso', 'onboard contoso'],
    ['onboad contoso link', 'onboard contoso link'],
    ['stats', 'status'],
    ['statsu contoso', 'status contoso'],
    ['hlep', 'help'],
    ['cancle contoso-1', 'cancel contoso-1'],
    ['onbord mode=link "Contoso Ltd"', 'onboard mode=link "Contoso Ltd"'],
  ])('%s -> %s', (text, meant) => {
    expect(parse(text)).toMatchObject({ kind: 'unknown', meant });
  });

  test.each(['delete everything', 'xyz', 'contoso', 'please cancel contoso'])('%j is not guessed', (text) => {
    expect(parse(text)).toMatchObject({ kind: 'unknown', meant: undefined });
  });

  test('tenants are found by a beginning and by one letter that is wrong', () => {
    expect(nearest('litware', TENANTS)).toEqual(['litware-eu']);
    expect(nearest('wingtup', TENANTS)).toEqual(['wingtip']);
    expect(nearest('fabrikam', TENANTS)).toEqual([]);
  });
});

describe('the registry', () => {
  test('holds the commands with everything that help, manifest and documentation show', () => {
    expect(COMMANDS.map(({ name }) => name)).toEqual([
      'onboard',
      'status',
      'plan',
      'retry',
      'cancel',
      'runners',
      'runner',
      'help',
    ]);
    for (const { summary, examples } of COMMANDS) {
      expect(summary.length).toBeGreaterThan(10);
      expect(examples.length).toBeGreaterThan(0);
    }
  });

  test('every example is understood as its own command', () => {
    for (const command of COMMANDS) {
      for (const example of command.examples)
        expect(parse(example)).toMatchObject({ kind: 'command', command: { name: command.name } });
    }
  });
});
