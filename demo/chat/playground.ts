import { z } from 'zod';
import { BOT, type DemoPerson, IN_PLAYGROUND, MIA, TEAM } from '../people.ts';
import { clickActivity, clickValue, MENTION, messageActivity, type Thread } from './activities.ts';
import { buttonsOf } from './card-reader.ts';
import { type BotMessage, CardJson, createMailbox } from './messages.ts';

/** What somebody who clicks gets to see, and only they. */
export type ClickAnswer =
  | { readonly kind: 'card'; readonly card: CardJson }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'error'; readonly status: number; readonly text: string };

/** Drives the chat as several people, through the HTTP doors of the Playground. */
export interface PlaygroundChat {
  /** Says something to the bot; without a thread it begins a new one. Only Mia can begin one: she is the UI's user. */
  say(person: DemoPerson, text: string, thread?: Thread): Promise<Thread>;
  /** Clicks the button with this title, as it stands on the card now. @throws Error when the card has no such button. */
  click(person: DemoPerson, message: BotMessage, title: string): Promise<ClickAnswer>;
  /** Sends a click with any content, e.g. a forged one. */
  send(
    person: DemoPerson,
    message: { readonly id: string; readonly place: Thread },
    button: { readonly verb: string; readonly data: Readonly<Record<string, unknown>> },
  ): Promise<ClickAnswer>;
  /** The bot's messages as they stand now, oldest first. */
  messages(thread?: Thread): BotMessage[];
  /** Waits until `look` finds something among the messages. @throws Error that names `what` after `timeoutMs`. */
  until<T>(what: string, look: (messages: readonly BotMessage[]) => T | undefined, timeoutMs?: number): Promise<T>;
  /** Called with every new or edited message of the bot. */
  onMessage(listener: (message: BotMessage) => void): void;
  close(): void;
}

const Answer = z.object({ type: z.string(), value: z.unknown(), statusCode: z.number().optional() });
const ErrorValue = z.looseObject({ message: z.string().default('') });
const NewMessage = z.looseObject({ postConversationId: z.string().optional() });

/**
 * @param address of the Playground, without closing slash.
 * @param botEndpoint for people that the Playground cannot play.
 */
export async function openPlayground(address: string, botEndpoint: string): Promise<PlaygroundChat> {
  const mailbox = createMailbox(BOT.id);
  const listeners = new Set<(message: BotMessage) => void>();
  const serviceUrl = `${address}/_connector`;
  const socket = new WebSocket(`${address.replace('http', 'ws')}/_ws_conversation/v1/conversations/stream`);
  socket.addEventListener('message', ({ data }) => {
    const message = mailbox.receive(String(data));
    if (message) for (const listener of listeners) listener(message);
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error(`The Playground at ${address} does not answer`)));
  });

  async function send(
    person: DemoPerson,
    message: { id: string; place: Thread },
    button: Parameters<typeof clickValue>[0],
  ) {
    if (!isPlayed(person)) {
      return readAnswer(await post(botEndpoint, clickActivity(person, message, button, serviceUrl)));
    }
    const click = { from: { id: person.id }, conversation: { id: message.place }, replyToId: message.id };
    return readAnswer(
      await post(`${address}/_conversation/v1/invoke`, {
        name: 'adaptiveCard/action',
        ...click,
        value: clickValue(button),
      }),
    );
  }

  return {
    async say(person, text, thread) {
      if (person === MIA) {
        const place = encodeURIComponent(thread ?? TEAM.channel.id);
        const response = await post(`${address}/_conversation/v1/conversations/${place}/messages`, {
          from: { id: person.id },
          text: `${MENTION} ${text}`,
          textFormat: 'plain',
          mentions: [{ mentioned: { id: BOT.id }, text: MENTION }],
        });
        const { postConversationId } = NewMessage.parse(await response.json());
        return thread ?? postConversationId ?? TEAM.channel.id;
      }
      if (!thread) throw new Error(`${person.name} can only answer in a thread that Mia began`);
      const door = isPlayed(person) ? `${address}/_internal/v1/customActivities` : botEndpoint;
      await post(door, messageActivity(person, thread, text, serviceUrl));
      return thread;
    },
    click(person, message, title) {
      const now = mailbox.all().find(({ id }) => id === message.id) ?? message;
      const button = buttonsOf(now.card).find((each) => each.title === title);
      if (!button) throw new Error(`The card has no button "${title}"`);
      return send(person, now, button);
    },
    send,
    messages: (thread) => mailbox.all().filter(({ place }) => thread === undefined || place === thread),
    async until(what, look, timeoutMs = 60_000) {
      const found = look(mailbox.all());
      if (found !== undefined) return found;
      return new Promise((resolve, reject) => {
        const listener = () => {
          const now = look(mailbox.all());
          if (now === undefined) return;
          clearTimeout(timer);
          listeners.delete(listener);
          resolve(now);
        };
        const timer = setTimeout(() => {
          listeners.delete(listener);
          reject(new Error(`In ${timeoutMs / 1000} s the bot did not show: ${what}`));
        }, timeoutMs);
        listeners.add(listener);
      });
    },
    onMessage: (listener) => listeners.add(listener),
    close: () => socket.close(),
  };
}

function isPlayed(person: DemoPerson): boolean {
  return person === MIA || IN_PLAYGROUND.includes(person);
}

async function post(url: string, body: unknown): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}: ${await response.text()}`);
  return response;
}

async function readAnswer(response: Response): Promise<ClickAnswer> {
  const { type, value, statusCode } = Answer.parse(await response.json());
  if (type === 'application/vnd.microsoft.card.adaptive') return { kind: 'card', card: CardJson.parse(value) };
  if (type === 'application/vnd.microsoft.activity.message') return { kind: 'message', text: String(value) };
  return { kind: 'error', status: statusCode ?? response.status, text: ErrorValue.parse(value).message };
}
