import { BOT, type DemoPerson } from '../people.ts';
import type { BotMessage, CardJson } from './messages.ts';
import type { ClickAnswer, PlaygroundChat } from './playground.ts';

/**
 * Prints the conversation as somebody in the channel reads it. An edited card is not repeated: only the lines that are
 * new on it.
 * @param cardToText what a card looks like as text
 */
export function startTranscript(
  chat: Pick<PlaygroundChat, 'onMessage'>,
  cardToText: (card: CardJson) => string,
  print: (line: string) => void,
) {
  const shown = new Map<string, string[]>();
  chat.onMessage((message) => {
    const lines = readable(message, cardToText);
    const before = shown.get(message.id);
    shown.set(message.id, lines);
    const fresh = before ? lines.filter((line) => line.trim() !== '' && !before.includes(line)) : lines;
    if (fresh.length === 0) return;
    block(print, before ? `${BOT.name} (same card, now)` : BOT.name, fresh);
  });
  return {
    said: (person: DemoPerson, text: string) => block(print, person.name, [`@${BOT.name} ${text}`]),
    clicked: (person: DemoPerson, title: string, answer: ClickAnswer) => {
      block(print, person.name, [`[clicks ${title}]`]);
      // Of a card as answer the first line will do: everybody sees that card change.
      const heard = answer.kind === 'card' ? (cardToText(answer.card).split('\n')[0] ?? '') : answer.text;
      block(print, `${BOT.name}, to ${person.name} alone`, [heard]);
    },
  };
}

function readable(message: BotMessage, cardToText: (card: CardJson) => string): string[] {
  const card = message.card ? cardToText(message.card).split('\n') : [];
  return [...(message.text ? [message.text] : []), ...card].map((line) => line.replaceAll(/<at>(.*?)<\/at>/g, '@$1'));
}

function block(print: (line: string) => void, who: string, lines: readonly string[]): void {
  print(`\n${who}:`);
  for (const line of lines) print(`    ${line}`);
}
