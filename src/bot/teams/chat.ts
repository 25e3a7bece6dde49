import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity, ConversationReference } from 'botbuilder';
import { messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/logger.ts';
import { channelKey } from '../chat/channel-key.ts';
import type { Chat, ChatPlace, OutgoingMessage } from '../chat/chat.ts';
import { ChatError, type ChatErrorKind } from '../chat/chat-error.ts';
import type { ExoAdapter } from './adapter.ts';
import type { Limiter } from './limiter.ts';
import { PAGE_SIZE, readMembers } from './members.ts';
import type { Pauses } from './pauses.ts';

/** Teams refuses about 100 KB of UTF-16; its documentation asks to stay below 80 KB. */
const MAX_BYTES = 80_000;
/** Answers that Microsoft's rate-limit page asks to repeat. */
const REPEATED = new Set([412, 429, 502, 503, 504]);
/** A pause of this length is waited for, so often; after a longer one whoever wrote comes again. */
const SHORT_PAUSE_MS = 1000;
const MOST_PAUSES = 2;
/** Answers that may mean no more than a token that has just become old, or a moment in which Teams had it wrong. */
const REFUSALS: Readonly<Record<'post' | 'update' | 'members', ReadonlySet<number | undefined>>> = {
  post: new Set([401, 403, 404]),
  // A message that is not there was deleted: whoever wants it changed posts another one.
  update: new Set([401, 403]),
  members: new Set([401]),
};
const LOOK_AGAIN_MS = 500;
const PAUSED = 'Teams does not take messages in this conversation just now.';

/** The calls of the SDK's connector that we use; its package is no dependency of ours. */
interface Connector {
  readonly client: { readonly pipeline: { removePolicy(policy: { readonly name: string }): unknown } };
  readonly credentials: { getToken?(forceRefresh: boolean): Promise<unknown> };
  readonly conversations: {
    sendToConversation(conversation: string, activity: Partial<Activity>): Promise<{ id: string }>;
    createConversation(thread: {
      readonly isGroup: true;
      readonly bot: { readonly id: string; readonly name: string };
      readonly tenantId: string;
      readonly channelData: object;
      readonly activity: Partial<Activity>;
    }): Promise<{ id: string }>;
    getConversationPagedMembers(
      conversation: string,
      options: { readonly pageSize: number; readonly continuationToken?: string },
    ): Promise<unknown>;
    updateActivity(conversation: string, message: string, activity: Partial<Activity>): Promise<unknown>;
  };
}

export interface TeamsChatOptions {
  readonly adapter: ExoAdapter;
  /** Empty with authentication off. */
  readonly appId: string;
  readonly limiter: Limiter;
  readonly pauses: Pauses;
  readonly logger: Logger;
  readonly wait?: (ms: number) => Promise<void>;
  /** Called when Teams asks to wait (429). */
  readonly throttled?: () => void;
}

/** Writes to Teams through the connector, from a stored place, at any time. */
export function createTeamsChat(options: TeamsChatOptions): Chat {
  return {
    async post(place, message) {
      const activity = toActivity(place, message);
      return send(options, place, REFUSALS.post, async (connector) => {
        const { id } = await connector.conversations.sendToConversation(place.conversationId, activity);
        return id;
      });
    },
    async begin(channel, message) {
      const { botId, tenantId, conversationId } = channel;
      const activity = toActivity(channel, message);
      const channelData = { channel: { id: conversationId }, tenant: { id: tenantId } };
      const thread = await send(options, channel, REFUSALS.post, async (connector) => {
        const bot = { id: botId, name: '' };
        const begun = { isGroup: true, bot, tenantId, channelData, activity } as const;
        return (await connector.conversations.createConversation(begun)).id;
      });
      // A thread is called after its first message.
      const messageId = thread.split(';messageid=')[1];
      if (!messageId) throw new ChatError('faulty', `Teams calls the new thread "${thread}".`, undefined);
      return { place: { ...channel, conversationId: thread }, messageId };
    },
    async update(place, messageId, message) {
      const activity = { ...toActivity(place, message), id: messageId };
      await send(options, place, REFUSALS.update, async (connector) => {
        await connector.conversations.updateActivity(place.conversationId, messageId, activity);
        return messageId;
      });
    },
    members: (place) =>
      readMembers((token) =>
        send(options, place, REFUSALS.members, (connector) =>
          connector.conversations.getConversationPagedMembers(channelKey(place), {
            pageSize: PAGE_SIZE,
            ...(token === undefined ? {} : { continuationToken: token }),
          }),
        ),
      ),
  };
}

function toActivity(place: ChatPlace, message: OutgoingMessage): Partial<Activity> {
  const activity: Partial<Activity> = {
    type: 'message',
    channelId: place.channelId,
    from: { id: place.botId, name: '' },
    ...(message.text ? { text: message.text, textFormat: 'markdown' } : {}),
    ...(message.card
      ? {
          attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: message.card }],
          summary: message.card.fallbackText,
        }
      : {}),
    ...(message.mentions?.length
      ? {
          entities: message.mentions.map(({ id, name }) => ({
            type: 'mention',
            text: `<at>${name}</at>`,
            mentioned: { id, name },
          })),
        }
      : {}),
  };
  const bytes = 2 * JSON.stringify(activity).length;
  if (bytes > MAX_BYTES) throw new ChatError('faulty', `The message has ${bytes} bytes, Teams takes 80 KB.`, undefined);
  return activity;
}

async function send<T>(
  options: TeamsChatOptions,
  place: ChatPlace,
  refusals: ReadonlySet<number | undefined>,
  call: (connector: Connector) => Promise<T>,
): Promise<T> {
  const { adapter, limiter, pauses, logger, wait = sleep } = options;
  let wasRefused = false;
  for (let attempt = 0; ; attempt++) {
    const left = pauses.left(place);
    if (left > 0) throw new ChatError('transient', PAUSED, undefined, { retryAfterMs: left });
    await limiter.take(place);
    try {
      const { promise: answer, resolve } = Promise.withResolvers<T>();
      await adapter.continueConversationAsync(options.appId, referenceTo(place), async (context) => {
        const connector = context.turnState.get<Connector>(adapter.ConnectorClientKey);
        // The SDK would wait in here for as long as Teams asks.
        connector.client.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
        if (wasRefused && options.appId) await connector.credentials.getToken?.(true);
        resolve(await call(connector));
      });
      const answered = await answer;
      pauses.taken(place);
      return answered;
    } catch (error) {
      const status = statusOf(error);
      if (status === 429) options.throttled?.();
      if (refusals.has(status) && !wasRefused) {
        wasRefused = true;
        logger.info({ status }, 'Teams refused a message, looking again with a fresh token');
        await wait(LOOK_AGAIN_MS);
        continue;
      }
      if (kindOf(status) !== 'transient') throw toChatError(error, status);
      const retryAfterMs = pauses.refused(place, retryAfter(error));
      if (retryAfterMs > SHORT_PAUSE_MS || attempt >= MOST_PAUSES) throw toChatError(error, status, retryAfterMs);
      logger.info({ status, attempt }, 'Teams did not take a message, trying again');
      await wait(retryAfterMs);
    }
  }
}

function referenceTo(place: ChatPlace): Partial<ConversationReference> {
  return {
    channelId: place.channelId,
    serviceUrl: place.serviceUrl,
    bot: { id: place.botId, name: '' },
    conversation: {
      id: place.conversationId,
      isGroup: place.kind !== 'personal',
      conversationType: place.kind === 'group' ? 'groupChat' : place.kind,
      tenantId: place.tenantId,
      name: '',
    },
  };
}

function toChatError(error: unknown, status: number | undefined, retryAfterMs?: number): ChatError {
  const message = `Teams did not take the message: ${messageOf(error)}`;
  return new ChatError(kindOf(status), message, status, { cause: error, retryAfterMs });
}

function kindOf(status: number | undefined): ChatErrorKind {
  if (status === undefined || status >= 500 || REPEATED.has(status)) return 'transient';
  return status === 400 || status === 413 ? 'faulty' : 'gone';
}

/** The SDK throws `RestError` with `statusCode`; undefined for a connection that failed. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** Milliseconds that the platform asks to wait. */
function retryAfter(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('response' in error)) return undefined;
  const { response } = error;
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('get' in headers)) return undefined;
  const value = typeof headers.get === 'function' ? headers.get('retry-after') : undefined;
  const seconds = Number(value);
  return value && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
