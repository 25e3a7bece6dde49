import type { AnyCommand } from '../spec/command.ts';
import type { Token } from './tokens.ts';

/** Words that say nothing: `status of contoso`, `onboard contoso in link mode`. */
const FILLERS = new Set(['of', 'for', 'the', 'in', 'on', 'with', 'using', 'to', 'tenant', 'run', 'group']);

type Accepts = (name: string, value: string) => boolean;

/** The arguments of a command by name, or the sentence that says what is wrong. */
export function readArguments(command: AnyCommand, tokens: readonly Token[]) {
  const { shape } = command.args;
  const accepts: Accepts = (name, value) => shape[name]?.safeParse(value).success ?? false;
  const left = [...command.positions];
  const values: Record<string, string> = {};
  for (const { key, value } of labelled(tokens, command.positions, accepts)) {
    const name = key
      ? command.positions.find((each) => each.startsWith(key))
      : left.find((each) => accepts(each, value));
    if (!name || name in values) return misused(command, key ? `${key}=${value}` : value);
    if (!accepts(name, value)) return misused(command, value);
    values[name] = value;
    left.splice(left.indexOf(name), 1);
  }
  const read = command.read(values);
  if ('run' in read) return { kind: 'command', args: values, run: read.run } as const;
  return { kind: 'misused', problem: `${command.name} needs ${article(read.lacks)}.` } as const;
}

/** `mode link`, `--mode link`, `link mode` and `--link` become what `mode=link` is. */
function labelled(tokens: readonly Token[], positions: readonly string[], accepts: Accepts): Token[] {
  const said = tokens.filter((token) => token.key || !FILLERS.has(token.value.toLowerCase()));
  const words = said.length > 0 ? said : tokens;
  const out: Token[] = [];
  for (let index = 0; index < words.length; index++) {
    const [token, next] = words.slice(index, index + 2);
    const before = out.at(-1);
    if (!token) continue;
    const word = token.value.toLowerCase().replace(/^--?/, '');
    const isFlag = word !== token.value.toLowerCase();
    const name = token.key ? undefined : positions.find((each) => each === word || each === `${word}s`);
    if (name && next && !next.key && (isFlag || accepts(name, next.value))) {
      out.push({ key: name, value: next.value });
      index += 1;
    } else if (name && before && !before.key && out.length > 1 && accepts(name, before.value)) {
      out.splice(-1, 1, { key: name, value: before.value });
    } else if (isFlag && isChoice(word, positions, accepts)) {
      out.push({ value: word });
    } else {
      out.push(token);
    }
  }
  return out;
}

/** Between the subject and a free name stands what has few values: `--link` is one, `--force` would be a free name. */
function isChoice(word: string, positions: readonly string[], accepts: Accepts): boolean {
  return positions.slice(1, -1).some((name) => accepts(name, word));
}

function misused(command: AnyCommand, word: string) {
  return { kind: 'misused', problem: `${command.name} does not understand "${word}".` } as const;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
