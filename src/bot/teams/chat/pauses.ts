import type { ChatPlace } from '../../chat/chat.ts';
import { channelKey } from '../../chat/chat.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** What Teams itself asks for may be longer; then it is asked again after this. */
const LONGEST_ASKED_MS = 10 * 60_000;

/** Channels and chats in which Teams does not take messages for a while. */
export interface Pauses {
  /** Milliseconds until the next message may be tried; 0: now. */
  left(place: ChatPlace): number;
  /**
   * A message was not taken.
   * @param askedMs how long Teams asks to wait, where it does
   * @returns milliseconds until the next one may be tried
   */
  refused(place: ChatPlace, askedMs: number | undefined): number;
  taken(place: ChatPlace): void;
}

/** @param now milliseconds since 1970. @param random from 0 to 1 */
export function createPauses(now: () => number = Date.now, random: () => number = Math.random): Pauses {
  const paused = new Map<string, { readonly until: number; readonly failures: number }>();
  return {
    left: (place) => Math.max(0, (paused.get(channelKey(place))?.until ?? 0) - now()),
    refused(place, askedMs) {
      const key = channelKey(place);
      const failures = (paused.get(key)?.failures ?? 0) + 1;
      const own = Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS) * (0.75 + random() / 2);
      const ms = Math.round(askedMs === undefined ? own : Math.min(askedMs, LONGEST_ASKED_MS));
      paused.set(key, { until: now() + ms, failures });
      return ms;
    },
    taken(place) {
      paused.delete(channelKey(place));
    },
  };
}
