import type { Token } from './tokens.ts';

const GREETINGS = new Set(['hi', 'hello', 'hey', 'thanks', 'thank', 'ty', 'thx']);
const PLEASE = new Set(['please', 'pls', 'plz', 'kindly']);
const ASKING = new Set(['can', 'could', 'would', 'will']);
const HELP = new Set(['?', 'menu', 'start', 'commands']);
const OURSELVES = new Set(['exo', '@exo']);

/** What is left of a message without its courtesies, and whether it began with a greeting. */
export interface Request {
  readonly tokens: readonly Token[];
  readonly greeted: boolean;
}

/** `hey @exo, could you please onboard contoso, thanks` asks for `onboard contoso`. */
export function withoutCourtesy(all: readonly Token[]): Request {
  const tokens = all.filter((token) => !is(token, PLEASE) && token.value.toLowerCase() !== '@exo');
  let from = 0;
  while (from < tokens.length) {
    if (is(tokens[from], GREETINGS) || is(tokens[from], OURSELVES)) from += 1;
    else if (is(tokens[from], ASKING) && word(tokens[from + 1]) === 'you') from += 2;
    else if (word(tokens[from]) === 'you' && word(tokens[from - 1]) === 'thank') from += 1;
    else break;
  }
  const to = tokens.findIndex((token, index) => index > from && is(token, GREETINGS));
  return { tokens: tokens.slice(from, to === -1 ? undefined : to), greeted: from > 0 };
}

/** Whether a word asks what there is to say. */
export function asksForHelp(request: readonly Token[]): boolean {
  return request.length === 0 || (request.length === 1 && is(request[0], HELP));
}

function is(token: Token | undefined, words: ReadonlySet<string>): boolean {
  return words.has(word(token) ?? '');
}

function word(token: Token | undefined): string | undefined {
  return token?.key ? undefined : token?.value.toLowerCase();
}
