import { buttonsOf, linkOf, wordsOf } from '../chat/card-reader.ts';
import type { BotMessage, CardJson } from '../chat/messages.ts';
import type { ClickAnswer, PlaygroundChat } from '../chat/playground.ts';
import { startTranscript } from '../chat/transcript.ts';
import type { DemoPerson } from '../people.ts';
import { SIGN_IN, type SignInAnswer, signInAndApprove } from './approving.ts';

/** The people of the demo: what they do is done through the Playground and printed. */
export interface Stage {
  readonly chat: PlaygroundChat;
  say(person: DemoPerson, text: string, thread?: string): Promise<string>;
  click(person: DemoPerson, message: BotMessage, title: string): Promise<ClickAnswer>;
  /** Clicks a button that stood on the card a moment ago: somebody else was faster. */
  clickLate(person: DemoPerson, message: BotMessage, title: string): Promise<ClickAnswer>;
  /** Approves as the card asks for it: by a click, or by signing in on the page behind its link. */
  approve(person: DemoPerson, message: BotMessage): Promise<SignInAnswer>;
  /** Waits for a message of the thread whose words match; an earlier one counts too. */
  hear(thread: string, words: RegExp, timeoutMs?: number): Promise<BotMessage>;
  /** Waits for a card of the thread whose words match; an earlier one counts too. */
  seeCard(thread: string, words: RegExp, timeoutMs?: number): Promise<BotMessage>;
  /** Waits for a card of the thread that has this button. */
  seeButton(thread: string, title: string, timeoutMs?: number): Promise<BotMessage>;
}

export function openStage(
  chat: PlaygroundChat,
  cardToText: (card: CardJson) => string,
  print: (line: string) => void,
): Stage {
  const transcript = startTranscript(chat, cardToText, print);
  return {
    chat,
    async say(person, text, thread) {
      transcript.said(person, text);
      return chat.say(person, text, thread);
    },
    async click(person, message, title) {
      const answer = await chat.click(person, message, title);
      transcript.clicked(person, title, answer);
      return answer;
    },
    async clickLate(person, message, title) {
      const button = buttonsOf(message.card).find((each) => each.title === title);
      if (!button) throw new Error(`The card had no button "${title}"`);
      const answer = await chat.send(person, message, button);
      transcript.clicked(person, title, answer);
      return answer;
    },
    async approve(person, message) {
      if (linkOf(message.card, SIGN_IN) === undefined) {
        const answer = await chat.click(person, message, 'Approve');
        transcript.clicked(person, 'Approve', answer);
        return { approved: answer.kind === 'card', said: answer.kind };
      }
      const answer = await signInAndApprove(person, message);
      print(`${person.name} signs in: ${answer.said}`);
      return answer;
    },
    hear: (thread, words, timeoutMs) =>
      chat.until(
        `${words}`,
        (messages) => messages.findLast((each) => each.place === thread && words.test(allWords(each))),
        timeoutMs,
      ),
    seeCard: (thread, words, timeoutMs) =>
      chat.until(
        `${words}`,
        (messages) => messages.findLast((each) => each.place === thread && each.card && words.test(allWords(each))),
        timeoutMs,
      ),
    seeButton: (thread, title, timeoutMs) =>
      chat.until(
        `a card with the button "${title}"`,
        (messages) => messages.findLast((each) => each.place === thread && hasButton(each, title)),
        timeoutMs,
      ),
  };
}

/** Everything that a message says. */
export function allWords(message: BotMessage): string {
  return `${message.text ?? ''}\n${message.card ? wordsOf(message.card) : ''}`;
}

function hasButton(message: BotMessage, title: string): boolean {
  return message.card !== undefined && buttonsOf(message.card).some((button) => button.title === title);
}
