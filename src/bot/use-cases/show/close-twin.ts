import { replacedCard } from '../../cards/index.ts';
import type { ActionAnswer } from '../../chat/chat.ts';
import { channelKey } from '../../chat/chat.ts';
import { messageLink } from '../../chat/message-link.ts';
import type { Posted } from '../../records/run-place.ts';
import type { ActionContext } from '../../spec/action.ts';
import { isKnownMessage } from '../find/known-messages.ts';

export interface Twin {
  /** The card that counts. */
  readonly live: Posted;
  /** What both are about. */
  readonly what: string;
}

/**
 * Closes a card that does not count: Teams took it and its answer was lost, so that it was posted again; or a new one
 * took its place. It is closed for the person who clicked and for everybody.
 * @returns undefined when the message that was clicked is not such a card
 */
export async function closeTwin(
  { bot, action, actor }: ActionContext,
  { live, what }: Twin,
): Promise<ActionAnswer | undefined> {
  const { messageId, place } = action;
  const isHere = messageId !== undefined && channelKey(place) === channelKey(live.place);
  if (!isHere || messageId === live.messageId || actor.roles.length === 0) return undefined;
  if (await isKnownMessage(bot, messageId)) return undefined;
  const link = messageLink(live.place, live.messageId, bot.config.organisation.cloud);
  const card = replacedCard({ what, ...(link ? { link } : {}) });
  bot.logger.warn({ what, by: actor.id }, 'a card that does not count was clicked and is closed');
  // Teams waits for the answer to the click, and may take its time with the message.
  bot.chat
    .update(live.place, messageId, { card })
    .catch((error: unknown) => bot.logger.warn({ what, err: error }, 'it could not be closed for everybody'));
  return { type: 'card', card };
}
