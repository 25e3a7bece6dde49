import type { AnyCommand, RunCommand } from '../spec/command.ts';
import { readArguments } from './arguments.ts';
import { asksForHelp, withoutCourtesy } from './courtesy.ts';
import { type Everyday, findEveryday, guessEveryday } from './everyday.ts';
import { nearest } from './nearest.ts';
import { joinTenants } from './several.ts';
import { type Token, tokenise } from './tokens.ts';

/** What somebody said, as far as it is understood. */
export type Parsed =
  | { readonly kind: 'greeting' }
  /** `args` as they were said, by name; `run` has read them. */
  | { readonly kind: 'command'; readonly command: AnyCommand; readonly args: unknown; readonly run: RunCommand }
  | { readonly kind: 'misused'; readonly command: AnyCommand; readonly problem: string }
  /** A word that people try and that is no command, with one line about what to say instead. */
  | { readonly kind: 'everyday'; readonly text: string; readonly meant: string | undefined }
  /** `meant` is the whole command as it could have been meant. */
  | { readonly kind: 'unknown'; readonly typed: string; readonly meant: string | undefined };

/**
 * Understands a normalised command.
 * @param tenants configured tenant names, for "did you mean"
 */
export function parseCommand(text: string, commands: readonly AnyCommand[], tenants: readonly string[]): Parsed {
  const { tokens, greeted } = withoutCourtesy(tokenise(text));
  const [first, ...rest] = tokens;
  if (!first || asksForHelp(tokens)) return { kind: 'greeting' };
  const name = first.value.toLowerCase().replace(/^\//, '');
  const command = commands.find((each) => each.name === name);
  if (command) {
    const words = command.name === 'onboard' ? joinTenants(rest, tenants) : rest;
    return { command, ...readArguments(command, words) };
  }
  const names = commands.map((each) => each.name);
  const everyday = findEveryday(name) ?? guessEveryday(name, names);
  if (everyday) return { kind: 'everyday', text: everyday.text, meant: instead(everyday, rest, tenants) };
  const [near] = nearest(name, names, 1);
  if (!near && greeted) return { kind: 'greeting' };
  return { kind: 'unknown', typed: first.value, meant: near && [near, ...meantWords(rest, tenants)].join(' ') };
}

/** The whole command that an everyday word stands for. Nothing is offered for a tenant that nobody configured. */
function instead({ command, keeps }: Everyday, rest: readonly Token[], tenants: readonly string[]): string | undefined {
  if (!command || !keeps) return command;
  const words = meantWords(rest, tenants);
  const [subject = ''] = words;
  const isKnown = tenants.includes(subject) || /-\d+$/.test(subject);
  return isKnown ? [command, ...words].join(' ') : undefined;
}

/** The words after the command, with configured tenants in place of what is nearly one. */
function meantWords(rest: readonly Token[], tenants: readonly string[]): string[] {
  return rest.map(({ key, value }, index) => {
    const isRun = /-\d+$/.test(value);
    const [tenant] = index === 0 && !key && !isRun ? nearest(value, tenants, 1) : [];
    const word = tenant ?? value;
    return `${key ? `${key}=` : ''}${/\s/.test(word) ? `"${word}"` : word}`;
  });
}
