import { z } from 'zod';

const Element = z.looseObject({ type: z.string() });

/** A card as the bot sends it. */
export const CardJson = z.looseObject({
  type: z.literal('AdaptiveCard'),
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  version: z.literal('1.5'),
  body: z.array(Element),
  fallbackText: z.string(),
});
export type CardJson = z.infer<typeof CardJson>;

/** A message of the bot as the Playground shows it now. */
export interface BotMessage {
  readonly id: string;
  /** Conversation: in a channel the thread. */
  readonly place: string;
  readonly text?: string;
  readonly card?: CardJson;
  /** 1 for a new message, more after edits. */
  readonly version: number;
}

const Frame = z.looseObject({
  action: z.string(),
  actionConversationId: z.string(),
  message: z
    .looseObject({
      messageId: z.string(),
      postConversationId: z.string().optional(),
      from: z.object({ id: z.string() }),
      text: z.string().optional(),
      attachments: z.array(z.object({ contentType: z.string(), content: CardJson })),
    })
    .optional(),
});

/** Keeps the bot's messages from the frames of the Playground's web socket. */
export function createMailbox(botId: string) {
  const messages = new Map<string, BotMessage>();
  return {
    /** The message that the frame made or changed, if any. */
    receive(data: string): BotMessage | undefined {
      const { action, actionConversationId, message } = Frame.parse(JSON.parse(data));
      if (!message || message.from.id !== botId) return undefined;
      const card = message.attachments.find(({ contentType }) => contentType.endsWith('card.adaptive'))?.content;
      const before = messages.get(message.messageId);
      const now: BotMessage = {
        id: message.messageId,
        place: before?.place ?? message.postConversationId ?? actionConversationId,
        version: action === 'createMessage' ? 1 : (before?.version ?? 1) + 1,
        ...(message.text ? { text: message.text } : {}),
        ...(card ? { card } : {}),
      };
      messages.set(now.id, now);
      return now;
    },
    all: (): readonly BotMessage[] => [...messages.values()],
  };
}
