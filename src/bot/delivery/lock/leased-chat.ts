import type { Chat } from '../../chat/chat.ts';
import { ChatError } from '../../chat/chat-error.ts';

/** The chat for as long as somebody may write. */
export interface LeasedChat extends Chat {
  /** Whether it is known of every message what became of it. */
  isAnswered(): boolean;
}

/** @param isHeld asked before each message: none is begun when it is false */
export function leasedChat(chat: Chat, isHeld: () => boolean): LeasedChat {
  let open = 0;
  async function write<T>(call: () => Promise<T>): Promise<T> {
    if (!isHeld()) throw new ChatError('transient', 'Another bot process may write for this run by now.', undefined);
    open += 1;
    try {
      const answer = await call();
      open -= 1;
      return answer;
    } catch (error) {
      if (isRefusal(error)) open -= 1;
      throw error;
    }
  }
  return {
    post: (...args) => write(() => chat.post(...args)),
    begin: (...args) => write(() => chat.begin(...args)),
    update: (...args) => write(() => chat.update(...args)),
    members: (place) => chat.members(place),
    isAnswered: () => open === 0,
  };
}

/** Teams itself said no: the message will not appear later. An answer of something on the way (5xx), or none, leaves that open. */
function isRefusal(error: unknown): boolean {
  return error instanceof ChatError && error.status !== undefined && error.status < 500;
}
