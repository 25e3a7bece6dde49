import type { Card } from './card.ts';

/**
 * The chat as the bot sees it: our own types, so that nothing outside `bot/teams` knows the SDK. The Teams side fills
 * them from authenticated activities only.
 */

/** Who spoke or clicked. All of it comes from the authenticated activity, none of it from card data. */
export interface Speaker {
  /** Entra object id (`from.aadObjectId`), lower case; undefined when the activity carries none: then no right at all. */
  readonly id: string | undefined;
  readonly name: string;
  /** Teams' own id of the person, `29:...`: what a mention needs. */
  readonly mention: string;
  /** Tenant of the conversation and of the channel data, when both agree; lower case. */
  readonly tenantId: string | undefined;
}

/** A conversation that can be written to again, also after a restart. Stored with the run. */
export interface ChatPlace {
  readonly v: 1;
  readonly kind: 'channel' | 'group' | 'personal';
  readonly channelId: string;
  readonly tenantId: string;
  readonly serviceUrl: string;
  readonly botId: string;
  /** Conversation id; in a channel with `;messageid=` of the thread's first message. */
  readonly conversationId: string;
}

/** A message to the bot, mention removed and white space settled. */
export interface Command {
  readonly text: string;
  readonly speaker: Speaker;
  readonly place: ChatPlace;
  /** Id of the activity: the same for a redelivery. */
  readonly activityId: string;
}

/** A click on a card's Action.Execute. `data` is what the client sent: never believed. */
export interface CardAction {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly speaker: Speaker;
  readonly place: ChatPlace;
  /** Id of the message that holds the card. */
  readonly messageId: string | undefined;
  readonly trigger: 'manual' | 'automatic';
}

/** What the person who clicked gets back, and only that person. */
export type ActionAnswer =
  | { readonly type: 'card'; readonly card: Card }
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'refused'; readonly text: string };

/** Somebody to mention in a message; `text` of the message contains `<at>name</at>`. */
export interface Mention {
  readonly id: string;
  readonly name: string;
}

/** Somebody who is in a team or chat. */
export interface Member {
  /** Entra object id, lower case. */
  readonly id: string;
  /** Teams' own id, `29:...`. */
  readonly mention: string;
  readonly name: string;
}

export interface OutgoingMessage {
  /** Shown in notifications and where cards are not; with `mentions` it holds `<at>name</at>` for each. */
  readonly text?: string;
  readonly card?: Card;
  readonly mentions?: readonly Mention[];
}

/** Writing to chat. Every call ends when the platform took the message; failures are `ChatError`s. */
export interface Chat {
  /** Posts into the place (in a channel: the thread) and returns the message's id. */
  post(place: ChatPlace, message: OutgoingMessage): Promise<string>;
  /** Begins a thread in a channel: the place of the thread, and the id of its first message. */
  begin(channel: ChatPlace, message: OutgoingMessage): Promise<{ place: ChatPlace; messageId: string }>;
  update(place: ChatPlace, messageId: string, message: OutgoingMessage): Promise<void>;
  /** Who is in the place: in a channel the members of its team. Bots are left out. */
  members(place: ChatPlace): Promise<readonly Member[]>;
}

/** Names the channel or chat of a place: all threads of a channel share one budget of messages. */
export function channelKey(place: ChatPlace): string {
  return place.conversationId.split(';messageid=')[0] ?? place.conversationId;
}

/** What the bot does with what comes from chat. Each answers within about a second and leaves slow work to a queue. */
export interface BotHandlers {
  command(command: Command): Promise<void>;
  action(action: CardAction): Promise<ActionAnswer>;
  /** exo was added to a team or chat; comes more than once for the same. */
  installed(place: ChatPlace): Promise<void>;
}
