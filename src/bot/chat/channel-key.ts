import type { ChatPlace } from './chat.ts';

/** Names the channel or chat of a place: all threads of a channel share one budget of messages. */
export function channelKey(place: ChatPlace): string {
  return place.conversationId.split(';messageid=')[0] ?? place.conversationId;
}
