import type { Activity, ConversationReference } from 'botbuilder';
import type { ChatPlace, OutgoingMessage } from '../../chat/chat.ts';
import { ChatError } from '../../chat/chat-error.ts';

/** Teams refuses about 100 KB of UTF-16; its documentation asks to stay below 80 KB. */
const MAX_BYTES = 80_000;

/** A message as Teams takes it. @throws ChatError when it is too large */
export function toActivity(place: ChatPlace, message: OutgoingMessage): Partial<Activity> {
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

/** The conversation that a stored place stands for. */
export function referenceTo(place: ChatPlace): Partial<ConversationReference> {
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
