import type { Reply } from './reply.ts';
import { isNothing, type RedisServer } from './server.ts';

/** A command that waits until there is something to answer. */
export interface Blocking {
  readonly keys: readonly string[];
  readonly look: () => Reply;
  /** For how long, in milliseconds; infinite: without end. */
  readonly ms: number;
}

/** How a command waits; undefined for one that does not. */
export function blockingOf(server: RedisServer, name: string, args: readonly string[]): Blocking | undefined {
  if (name === 'BZPOPMIN') {
    const keys = args.slice(0, -1);
    const look = () => {
      for (const key of keys) {
        const popped = server.call('ZPOPMIN', [key]);
        if (!isNothing(popped) && Array.isArray(popped)) return [key, ...popped];
      }
      return null;
    };
    return { keys, look, ms: duration(Number(args.at(-1)) * 1000) };
  }
  const block = args.findIndex((each) => each.toUpperCase() === 'BLOCK');
  if (name !== 'XREAD' || block < 0) return undefined;
  const rest = args.filter((_, index) => index !== block && index !== block + 1);
  const begin = rest.findIndex((each) => each.toUpperCase() === 'STREAMS') + 1;
  const keys = rest.slice(begin, begin + (rest.length - begin) / 2);
  return { keys, look: () => server.call('XREAD', rest), ms: duration(Number(args[block + 1])) };
}

function duration(ms: number): number {
  return ms === 0 ? Number.POSITIVE_INFINITY : ms;
}
