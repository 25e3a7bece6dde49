import type { AnyCommand } from '../commands/spec.ts';
import { nearest } from './nearest.ts';
import { type Token, tokenise } from './tokens.ts';

/** What somebody said, as far as it is understood. */
export type Parsed =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'command'; readonly command: AnyCommand; readonly args: unknown }
  | { readonly kind: 'misused'; readonly command: AnyCommand; readonly problem: string }
  /** `meant` is the whole command as it could have been meant. */
  | { readonly kind: 'unknown'; readonly typed: string; readonly meant: string | undefined };

const GREETINGS = new Set(['hi', 'hello', 'hey', 'thanks', 'thank', 'ty', '?', 'menu', 'start', 'commands']);

/**
 * Understands a normalised command.
 * @param tenants configured tenant names, for "did you mean"
 */
export function parseCommand(text: string, commands: readonly AnyCommand[], tenants: readonly string[]): Parsed {
  const [first, ...rest] = tokenise(text);
  if (!first || (!first.key && GREETINGS.has(first.value.toLowerCase()))) return { kind: 'greeting' };
  const name = first.value.toLowerCase().replace(/^\//, '');
  const command = commands.find((each) => each.name === name);
  if (command) return { command, ...readArguments(command, rest) };
  return { kind: 'unknown', typed: first.value, meant: guess(name, rest, commands, tenants) };
}

function readArguments(command: AnyCommand, tokens: readonly Token[]) {
  const { shape } = command.args;
  const left = [...command.positions];
  const values: Record<string, string> = {};
  for (const { key, value } of tokens) {
    const accepts = (name: string) => shape[name]?.safeParse(value).success ?? false;
    const name = key ? command.positions.find((each) => each.startsWith(key)) : left.find(accepts);
    if (!name || name in values) return misused(command, key ? `${key}=${value}` : value);
    if (!accepts(name)) return misused(command, value);
    values[name] = value;
    left.splice(left.indexOf(name), 1);
  }
  const args = command.args.safeParse(values);
  if (args.success) return { kind: 'command', args: values } as const;
  const missing = args.error.issues[0]?.path[0];
  return { kind: 'misused', problem: `${command.name} needs ${article(String(missing))}.` } as const;
}

function misused(command: AnyCommand, word: string) {
  return { kind: 'misused', problem: `${command.name} does not understand "${word}".` } as const;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function guess(
  name: string,
  rest: readonly Token[],
  commands: readonly AnyCommand[],
  tenants: readonly string[],
): string | undefined {
  const [near] = nearest(
    name,
    commands.map((command) => command.name),
    1,
  );
  if (!near) return undefined;
  const words = rest.map(({ key, value }, index) => {
    const isRun = /-\d+$/.test(value);
    const [tenant] = index === 0 && !key && !isRun ? nearest(value, tenants, 1) : [];
    const word = tenant ?? value;
    return `${key ? `${key}=` : ''}${/\s/.test(word) ? `"${word}"` : word}`;
  });
  return [near, ...words].join(' ');
}
