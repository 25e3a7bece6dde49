import type { Person } from '../../../src/runs/run.ts';
import type { startBotFramework, TokenChanges } from '../../support/bot-framework.ts';
import { type ClickOn, clickFrom, messageFrom, type Where } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';
import { type Internet, type Message, TEAMS } from './internet.ts';

type Framework = Awaited<ReturnType<typeof startBotFramework>>;

/** What an attacker may change of a request to the bot. */
export interface Sending extends Partial<Where> {
  readonly token?: TokenChanges;
  /** The whole header in place of a token of the Bot Framework. */
  readonly authorization?: string;
  /** Members of the activity that differ. */
  readonly activity?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  /** `application/vnd.microsoft.card.adaptive`, or the type of a message or error. */
  readonly type: string;
  readonly text: string;
}

/** Speaks to the bot as Teams does: over HTTP, with a token of the Bot Framework. */
export function createChat(world: { address: string; framework: Framework; internet: Internet }) {
  const { address, framework, internet } = world;

  async function send(activity: object, how: Sending = {}): Promise<Answer> {
    const { token = {}, authorization, activity: changes = {} } = how;
    const serviceUrl = how.serviceUrl ?? TEAMS;
    const header = authorization ?? `Bearer ${await framework.token(serviceUrl, token)}`;
    return post(JSON.stringify({ ...activity, ...changes }), header);
  }

  async function post(body: string, authorization: string): Promise<Answer> {
    const response = await fetch(`${address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body,
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    return { status: response.status, type: typeOf(text), text };
  }

  const where = (how: Sending): Where => ({ serviceUrl: TEAMS, ...how });
  return {
    send,
    post,
    say: (person: Person, text: string, how: Sending = {}) => send(messageFrom(person, text, where(how)), how),
    click: (person: Person, click: ClickOn, how: Sending = {}) => send(clickFrom(person, click, where(how)), how),
    /** Messages of a conversation, oldest first. */
    in: (conversation: string) => internet.messages.filter((each) => each.conversation === conversation),
    untilMessage(conversation: string, wanted: (message: Message) => boolean, withinMs = 30_000): Promise<Message> {
      return until(
        () => internet.messages.find((each) => each.conversation === conversation && wanted(each)),
        () => `no such message in ${conversation}: ${internet.messages.slice(-3).map(wordsOf).join(' // ')}`,
        withinMs,
      );
    },
  };
}
export type AttackChat = ReturnType<typeof createChat>;

function typeOf(text: string): string {
  try {
    const { type } = JSON.parse(text);
    return typeof type === 'string' ? type : '';
  } catch {
    // Not every answer is JSON; then it has no type.
    return '';
  }
}

/** Everything a person could read in a message. */
export function wordsOf(message: Pick<Message, 'text' | 'card'>): string {
  return [message.text, ...strings(message.card)].join('\n');
}

function strings(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    typeof each === 'string' && ['text', 'title', 'value', 'url', 'fallbackText'].includes(key)
      ? [each]
      : strings(each),
  );
}

/** Data of the button with this verb on a card. */
export function buttonOf(card: unknown, verb: string): Record<string, unknown> | undefined {
  if (Array.isArray(card)) return card.map((each) => buttonOf(each, verb)).find((each) => each !== undefined);
  if (typeof card !== 'object' || card === null) return undefined;
  if ('verb' in card && card.verb === verb) {
    return 'data' in card && typeof card.data === 'object' && card.data !== null ? { ...card.data } : {};
  }
  return Object.values(card)
    .map((each) => buttonOf(each, verb))
    .find((each) => each !== undefined);
}
