import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity } from 'botbuilder';
import type { Logger } from '../../../process/log/logger.ts';
import type { Chat, ChatPlace } from '../../chat/chat.ts';
import { channelKey } from '../../chat/chat.ts';
import { ChatError } from '../../chat/chat-error.ts';
import type { ExoAdapter } from '../server/adapter.ts';
import { kindOf, retryAfter, statusOf, toChatError } from './connector-errors.ts';
import type { Limiter } from './limiter.ts';
import { PAGE_SIZE, readMembers } from './members.ts';
import type { Pauses } from './pauses.ts';
import { referenceTo, toActivity } from './to-activity.ts';

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
