/** How many commands of one channel are carried out at once, so that a flooded one delays nobody else. */
export interface Shares {
  /** @returns what gives the place back; undefined when the channel has its share */
  take(channel: string): Disposable | undefined;
}

export function createShares(most: number): Shares {
  const busy = new Map<string, number>();
  return {
    take(channel) {
      const count = busy.get(channel) ?? 0;
      if (count >= most) return undefined;
      busy.set(channel, count + 1);
      return {
        [Symbol.dispose]() {
          const left = (busy.get(channel) ?? 1) - 1;
          if (left === 0) busy.delete(channel);
          else busy.set(channel, left);
        },
      };
    },
  };
}
