import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/bot/commands/registry.ts';
import { nearest } from '../../../src/bot/language/nearest.ts';
import { type Parsed, parseCommand } from '../../../src/bot/language/parse.ts';
import { tokenise } from '../../../src/bot/language/tokens.ts';
import { VERSION } from '../../../src/process/version.ts';

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
    ['Hello!', ['Hello']],
    ['status contoso?', ['status', 'contoso']],
    ['onboard contoso.com.', ['onboard', 'contoso.com']],
    ['onboard: contoso', ['onboard', 'contoso']],
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
    ['please onboard contoso', { command: 'onboard', args: { tenant: 'contoso' } }],
    ['onboard contoso, please!', { command: 'onboard', args: { tenant: 'contoso' } }],
    ['could you please cancel contoso-1', { command: 'cancel', args: { run: 'contoso-1' } }],
    ['hey @exo onboard contoso', { command: 'onboard', args: { tenant: 'contoso' } }],
    ['exo, status contoso, thanks', { command: 'status', args: { subject: 'contoso' } }],
    ['onboard contoso mode link', { command: 'onboard', args: { tenant: 'contoso', mode: 'link' } }],
    ['onboard contoso --mode link', { command: 'onboard', args: { tenant: 'contoso', mode: 'link' } }],
    ['onboard contoso --mode=link', { command: 'onboard', args: { tenant: 'contoso', mode: 'link' } }],
    // Teams makes one dash of two, and `normalise` a hyphen of it.
    ['onboard contoso -mode link', { command: 'onboard', args: { tenant: 'contoso', mode: 'link' } }],
    ['onboard contoso mode: link', { command: 'onboard', args: { tenant: 'contoso', mode: 'link' } }],
    ['onboard contoso --link', { command: 'onboard', args: { tenant: 'contoso', mode: 'link' } }],
    [
      'onboard contoso in link mode on emea servers',
      { command: 'onboard', args: { tenant: 'contoso', mode: 'link', servers: 'emea' } },
    ],
    ['onboard tenant contoso server emea', { command: 'onboard', args: { tenant: 'contoso', servers: 'emea' } }],
    ['status of contoso', { command: 'status', args: { subject: 'contoso' } }],
    ['status for the tenant contoso', { command: 'status', args: { subject: 'contoso' } }],
    ['status https://contoso.com/', { command: 'status', args: { subject: 'https://contoso.com/' } }],
    ['runner add server mid3', { command: 'runner', args: { what: 'add', server: 'mid3' } }],
  ])('%s', (text, wanted) => {
    expect(shortly(parse(text))).toEqual(wanted);
  });

  test.each([
    '',
    '?',
    'hello',
    'Hello!',
    'Thanks!',
    'Hi',
    'hey @exo',
    'Hi exo!',
    'thank you',
    'thanks a lot',
    'please',
    'menu',
  ])('%j is a greeting', (text) => {
    expect(parse(text).kind).toBe('greeting');
  });

  test.each([
    ['onboard https://contoso.com/', 'contoso.com'],
    ['onboard https://www.contoso.com/about?x=1', 'contoso.com'],
    ['onboard http://Contoso.COM', 'Contoso.COM'],
    ['onboard contoso.com/', 'contoso.com'],
    ['onboard admin@contoso.com', 'contoso.com'],
    ['plan contoso', 'contoso'],
  ])('%s means the tenant %s', (text, tenant) => {
    const parsed = parse(text);

    expect(parsed.kind === 'command' && parsed.command.args.parse(parsed.args)).toMatchObject({ tenant });
  });

  test.each([
    ['onboard', 'onboard needs a tenant.'],
    ['retry', 'retry needs a run.'],
    ['onboard contoso mode=fast', 'onboard does not understand "fast".'],
    ['onboard contoso colour=red', 'onboard does not understand "colour=red".'],
    ['onboard contoso emea full now please', 'onboard does not understand "now".'],
    ['onboard contoso --mode fast', 'onboard does not understand "fast".'],
    ['onboard contoso --force', 'onboard does not understand "--force".'],
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

  test.each(['xyz', 'contoso', "please don't cancel contoso", 'everything'])('%j is not guessed', (text) => {
    expect(parse(text)).toMatchObject({ kind: 'unknown', meant: undefined });
  });

  test('keeps the words after a greeting', () => {
    expect(parse('hey, onbord contso please')).toMatchObject({ kind: 'unknown', meant: 'onboard contoso' });
  });

  test('tenants are found by a beginning and by one letter that is wrong', () => {
    expect(nearest('litware', TENANTS)).toEqual(['litware-eu']);
    expect(nearest('wingtup', TENANTS)).toEqual(['wingtip']);
    expect(nearest('fabrikam', TENANTS)).toEqual([]);
  });
});

describe('an everyday word', () => {
  const EVERYDAY = [
    'list',
    'tenants',
    'runs',
    'version',
    'approve',
    'decline',
    'stop',
    'start',
    'unboard',
    'delete',
    'remove',
    'renew',
    'history',
    'login',
    'settings',
    'servers',
    'certificate',
    'who',
  ];

  test.each(EVERYDAY)('%s gets one line that says what to do instead', (word) => {
    const parsed = parse(`${word} contoso`);

    if (parsed.kind !== 'everyday') throw new Error(`${word} is ${parsed.kind}`);
    expect(parsed.text).toMatch(/^[A-Z“"e].{20,220}[.?]$/);
    expect(parsed.text).not.toMatch(/\n/);
  });

  test.each([
    ['stop contoso-1', 'cancel contoso-1'],
    ['abort contoso-1', 'cancel contoso-1'],
    ['start contoso', 'onboard contoso'],
    ['add contoso mode=link', 'onboard contoso mode=link'],
    ['list', 'status'],
    ['show contoso', 'status contoso'],
    ['rerun contoso-1', 'retry contoso-1'],
  ])('%s offers %s', (text, meant) => {
    expect(parse(text)).toMatchObject({ kind: 'everyday', meant });
  });

  test.each([
    'off-board contoso',
    'unboard contoso',
    'deboard contoso',
    'delete contoso',
    'delet contoso',
    'remove contoso',
    'remov contoso',
    'uninstall contoso',
    'outboard contoso',
  ])('%s, which takes away, never suggests onboard', (text) => {
    const parsed = parse(text);

    expect(parsed).toMatchObject({ kind: 'everyday' });
    expect('meant' in parsed && parsed.meant).toBeFalsy();
    expect(JSON.stringify(parsed)).not.toContain('onboard');
  });

  test.each(['offbord contoso', 'ofboard contoso'])('%s means offboard, not its opposite', (text) => {
    expect(parse(text)).toMatchObject({ kind: 'unknown', meant: 'offboard contoso' });
  });

  test('is not guessed where a command is nearer', () => {
    expect(parse('oboard contoso')).toMatchObject({ kind: 'unknown', meant: 'onboard contoso' });
    expect(parse('stauts')).toMatchObject({ kind: 'unknown', meant: 'status' });
  });

  test('names the version that runs', () => {
    expect(parse('version')).toMatchObject({ kind: 'everyday', text: expect.stringContaining(VERSION) });
  });
});

describe('the registry', () => {
  test('holds the commands with everything that help, manifest and documentation show', () => {
    expect(COMMANDS.map(({ name }) => name)).toEqual([
      'onboard',
      'status',
      'plan',
      'check',
      'accept',
      'rotate',
      'retry',
      'cancel',
      'adopt',
      'suspend',
      'resume',
      'offboard',
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
