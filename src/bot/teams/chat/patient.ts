import { setTimeout as sleep } from 'node:timers/promises';
import type { Chat } from '../../chat/chat.ts';
import { ChatError } from '../../chat/chat-error.ts';

const PATIENCE_MS = 30_000;

/** A chat that waits when Teams asks for it, for what nobody would try again: a first word, the answer to an old client. */
export function patient(chat: Chat, wait: (ms: number) => Promise<void> = sleep): Chat {
  async function keepTrying<T>(call: () => Promise<T>): Promise<T> {
    for (let left = PATIENCE_MS; ; ) {
      try {
        return await call();
      } catch (error) {
        const ms = error instanceof ChatError ? error.retryAfterMs : undefined;
        if (ms === undefined || ms > left) throw error;
        left -= Math.max(ms, 1);
        await wait(ms);
      }
    }
  }
  return {
    ...chat,
    post: (place, message) => keepTrying(() => chat.post(place, message)),
    begin: (channel, message) => keepTrying(() => chat.begin(channel, message)),
    update: (place, messageId, message) => keepTrying(() => chat.update(place, messageId, message)),
  };
}
