import type { Keyspace } from '../keyspace.ts';
import { type Reply, syntaxError } from '../reply.ts';
import { idText, isBefore, parseId, Stream, type StreamEntry } from '../stream.ts';
import { arg, type Commands, integer } from './command.ts';

/** Redis trims whole nodes when it trims about; here that is left out until twice as many are there. */
function trim(stream: Stream, options: readonly string[]): number {
  const about = options[1] === '~';
  const most = integer(arg(options, options[1] === '~' || options[1] === '=' ? 2 : 1));
  return about && stream.entries.length < 2 * most + 100 ? 0 : stream.trim(most);
}

function add(keys: Keyspace, args: readonly string[]): Reply {
  const limited = arg(args, 1).toUpperCase() === 'MAXLEN';
  const at = limited ? (['~', '='].includes(arg(args, 2)) ? 4 : 3) : 1;
  if (arg(args, at) !== '*' || (args.length - at) % 2 === 0) throw syntaxError();
  const stream = keys.stream(arg(args, 0)) ?? keys.put(arg(args, 0), new Stream());
  const entry = stream.add(args.slice(at + 1), keys.now());
  if (limited) trim(stream, args.slice(1, at));
  return idText(entry);
}

const shown = (entry: StreamEntry): Reply => [idText(entry), [...entry.fields]];

function range(keys: Keyspace, args: readonly string[], turned: boolean): Reply {
  const [low, high] = turned ? [arg(args, 2), arg(args, 1)] : [arg(args, 1), arg(args, 2)];
  if (low !== '-' || high !== '+') throw syntaxError();
  const entries = keys.stream(arg(args, 0))?.entries ?? [];
  const ordered = turned ? entries.toReversed() : entries;
  const most = args[3]?.toUpperCase() === 'COUNT' ? integer(arg(args, 4)) : entries.length;
  return ordered.slice(0, most).map(shown);
}

/** XREAD without waiting: what lies after the positions; null when nothing does. */
export function readStreams(keys: Keyspace, args: readonly string[]): Reply {
  const names = args.map((each) => each.toUpperCase());
  const begin = names.indexOf('STREAMS') + 1;
  const count = names.indexOf('COUNT');
  const most = count >= 0 && count < begin ? integer(arg(args, count + 1)) : Number.POSITIVE_INFINITY;
  const half = (args.length - begin) / 2;
  const found = args.slice(begin, begin + half).flatMap((key, index): Reply[] => {
    const entries = keys.stream(key)?.after(parseId(arg(args, begin + half + index)), most) ?? [];
    return entries.length > 0 ? [[key, entries.map(shown)]] : [];
  });
  return found.length > 0 ? found : null;
}

export const streams: Commands = {
  XADD: add,
  XLEN: (keys, args) => keys.stream(arg(args, 0))?.entries.length ?? 0,
  XTRIM(keys, args) {
    const stream = keys.stream(arg(args, 0));
    if (!stream) return 0;
    if (arg(args, 1).toUpperCase() !== 'MINID') return trim(stream, args.slice(1));
    return stream.keep((entry) => !isBefore(entry, parseId(arg(args, args.length - 1))));
  },
  XDEL(keys, args) {
    const ids = args.slice(1);
    return keys.stream(arg(args, 0))?.keep((entry) => !ids.includes(idText(entry))) ?? 0;
  },
  XRANGE: (keys, args) => range(keys, args, false),
  XREVRANGE: (keys, args) => range(keys, args, true),
};
