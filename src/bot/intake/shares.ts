/** When a command is looked at again whose channel had its share. */
const AGAIN_MS = 500;
/** Those that were given back come again one after the other, not all at once. */
const APART_MS = 150;
/** One that did not come again until then is in the hands of another process. */
const OVERDUE_MS = 5000;

/** How many commands of one channel are carried out at once, so that a flooded or throttled one delays nobody else. */
export interface Shares {
  /** @returns a place to work in, or when to ask for one again, milliseconds since 1970 */
  take(channel: string, command: string): Disposable | number;
  /** Nothing of the channel is carried out until then. */
  close(channel: string, until: number): void;
}

interface Channel {
  busy: number;
  closedUntil: number;
  /** When the last of those that were given back comes again. */
  last: number;
  /** Commands that were given back, with when they come again. */
  readonly waiting: Map<string, number>;
}

/** @param now milliseconds since 1970 */
export function createShares(most: number, now: () => number): Shares {
  const channels = new Map<string, Channel>();

  function channelOf(name: string): Channel {
    const known = channels.get(name) ?? { busy: 0, closedUntil: 0, last: 0, waiting: new Map<string, number>() };
    channels.set(name, known);
    for (const [id, at] of known.waiting) if (at < now() - OVERDUE_MS) known.waiting.delete(id);
    return known;
  }

  return {
    take(name, id) {
      const channel = channelOf(name);
      // Whoever came first and was given back goes first.
      const isBehind = !channel.waiting.has(id) && channel.waiting.size > 0;
      if (now() < channel.closedUntil || channel.busy >= most || isBehind) {
        const at = Math.max(now() + AGAIN_MS, channel.closedUntil, channel.last + APART_MS);
        channel.waiting.set(id, at);
        channel.last = at;
        return at;
      }
      channel.waiting.delete(id);
      channel.busy += 1;
      return {
        [Symbol.dispose]() {
          channel.busy -= 1;
          if (channel.busy === 0 && channel.waiting.size === 0 && now() >= channel.closedUntil) channels.delete(name);
        },
      };
    },
    close(name, until) {
      const channel = channelOf(name);
      channel.closedUntil = Math.max(channel.closedUntil, until);
    },
  };
}
