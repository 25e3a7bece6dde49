import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { buttonsOf, linkOf } from '../chat/card-reader.ts';
import type { PlaygroundChat } from '../chat/playground.ts';
import { COLLEAGUES, type DemoPerson } from '../people.ts';
import { SIGN_IN, signInAndApprove } from './approving.ts';

/** What somebody else does, typed in the terminal: `jon approve`, `lee status`. */
interface Line {
  readonly person: DemoPerson;
  readonly words: string;
}

/** The Playground plays one person; the others act from the terminal. */
export function startConsole(chat: PlaygroundChat, input: Readable, print: (line: string) => void): void {
  createInterface(input).on('line', (text) => {
    if (text.trim() === '') return;
    const line = parse(text);
    if (!line) {
      print(`Begin with a name: ${COLLEAGUES.map(firstName).join(', ')}; e.g. jon approve, or lee status`);
      return;
    }
    act(chat, line).then(print, (error: unknown) => print(error instanceof Error ? error.message : String(error)));
  });
}

/** Clicks the newest button of that title; without such a button it says the words in the newest thread. */
async function act(chat: PlaygroundChat, { person, words }: Line): Promise<string> {
  const messages = chat.messages();
  const button = (title: string) => title.toLowerCase() === words.toLowerCase();
  const card = messages.findLast((each) => buttonsOf(each.card).some(({ title }) => button(title)));
  const title = buttonsOf(card?.card).find((each) => button(each.title))?.title;
  const toSign = words.toLowerCase() === 'approve' && messages.findLast((each) => linkOf(each.card, SIGN_IN));
  if (toSign && !card) return `${person.name} signs in: ${(await signInAndApprove(person, toSign)).said}`;
  if (card && title) {
    const answer = await chat.click(person, card, title);
    const heard = answer.kind === 'card' ? '' : `; the bot tells only them: ${answer.text}`;
    return `${person.name} clicked ${title}${heard}`;
  }
  const thread = messages.findLast(({ place }) => place.includes(';messageid='))?.place;
  await chat.say(person, words, thread);
  return `${person.name} said: @exo ${words}`;
}

function parse(text: string): Line | undefined {
  const [name = '', ...words] = text.trim().split(/\s+/);
  const person = COLLEAGUES.find((each) => firstName(each) === name.toLowerCase());
  return person && words.length > 0 ? { person, words: words.join(' ') } : undefined;
}

function firstName(person: DemoPerson): string {
  return person.name.split(' ')[0]?.toLowerCase() ?? '';
}
