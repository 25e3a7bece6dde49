import type { Chat, ChatPlace, OutgoingMessage } from '../../../src/bot/chat/chat.ts';
import { ChatError } from '../../../src/bot/chat/chat-error.ts';
import type { Host } from '../time/scheduler.ts';
import type { World } from './world.ts';

/** A message as everybody in the channel sees it now. */
export interface Message {
  readonly id: string;
  readonly place: ChatPlace;
  text: string;
  card: unknown;
}

export interface Button {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly message: Message;
}

/** Teams: it takes messages and changes of messages, and is busy now and then. */
export class ModelChat {
  readonly messages: Message[] = [];
  readonly #world: World;
  /** Of each card that was ever asked: a card never changes, a message gets another one. */
  readonly #buttons = new WeakMap<object, readonly Omit<Button, 'message'>[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Teams as one bot process reaches it. */
  for(host: Host): Chat {
    const ask = async <T>(name: string, effect: () => T): Promise<T> => {
      try {
        return await this.#world.io(host, name, () => {
          this.#world.trace(`Teams takes ${name} of ${host.name}`);
          return effect();
        });
      } catch (error) {
        throw new ChatError('transient', 'Teams did not answer.', 503, { cause: error });
      }
    };
    return {
      post: (place, message) => ask('post', () => this.#add(place, message).id),
      begin: (channel, message) =>
        ask('begin', () => {
          const conversationId = `${channel.conversationId};messageid=m${this.messages.length + 1}`;
          const place = { ...channel, conversationId };
          return { place, messageId: this.#add(place, message).id };
        }),
      members: () => ask('members', () => []),
      update: (_, id, message) => ask(`update ${id}`, () => this.#change(id, message)),
    };
  }

  find(id: string): Message | undefined {
    return this.messages.find((each) => each.id === id);
  }

  /** What can be clicked in the channel now. */
  buttons(...verbs: string[]): Button[] {
    return this.messages.flatMap((message) =>
      this.#buttonsOn(message.card).flatMap((each) => (verbs.includes(each.verb) ? [{ ...each, message }] : [])),
    );
  }

  #buttonsOn(card: unknown): readonly Omit<Button, 'message'>[] {
    if (typeof card !== 'object' || card === null) return [];
    const buttons = this.#buttons.get(card) ?? buttonsOf(card);
    this.#buttons.set(card, buttons);
    return buttons;
  }

  #add(place: ChatPlace, { text = '', card }: OutgoingMessage): Message {
    const message = { id: `m${this.messages.length + 1}`, place, text, card };
    this.messages.push(message);
    return message;
  }

  #change(id: string, { text = '', card }: OutgoingMessage): void {
    const message = this.find(id);
    if (!message) throw new Error(`there is no message ${id}`);
    Object.assign(message, { text, card });
  }
}

/** Buttons of a card, however deep they lie. */
function buttonsOf(value: unknown): Omit<Button, 'message'>[] {
  if (Array.isArray(value)) return value.flatMap(buttonsOf);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(buttonsOf);
  if (!('verb' in value) || typeof value.verb !== 'string' || !('data' in value)) return inner;
  const data = typeof value.data === 'object' && value.data !== null ? { ...value.data } : {};
  return [{ verb: value.verb, data }, ...inner];
}
