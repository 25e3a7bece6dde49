import type { Keyspace } from '../keyspace.ts';
import { OK, type Reply, syntaxError } from '../reply.ts';
import { arg, type Commands, integer } from './command.ts';

function add(keys: Keyspace, key: string, by: number): Reply {
  const sum = integer(keys.text(key) ?? '0') + by;
  keys.put(key, String(sum));
  return sum;
}

function set(keys: Keyspace, args: readonly string[]): Reply {
  const [key, value] = [arg(args, 0), arg(args, 1)];
  let expiry: number | undefined;
  let keep = false;
  for (let index = 2; index < args.length; index += 1) {
    const option = arg(args, index).toUpperCase();
    if (option === 'NX' && keys.find(key) !== undefined) return null;
    else if (option === 'XX' && keys.find(key) === undefined) return null;
    else if (option === 'PX' || option === 'EX') {
      index += 1;
      expiry = keys.now() + integer(arg(args, index)) * (option === 'EX' ? 1000 : 1);
    } else if (option === 'KEEPTTL') keep = true;
    else if (option !== 'NX' && option !== 'XX') throw syntaxError();
  }
  keys.put(key, value);
  if (!keep) keys.expireAt(key, expiry);
  return OK;
}

export const strings: Commands = {
  GET: (keys, args) => keys.text(arg(args, 0)) ?? null,
  STRLEN: (keys, args) => Buffer.byteLength(keys.text(arg(args, 0)) ?? ''),
  SET: set,
  MGET: (keys, args) =>
    args.map((key) => {
      const value = keys.find(key);
      return typeof value === 'string' ? value : null;
    }),
  GETDEL(keys, args) {
    const value = keys.text(arg(args, 0)) ?? null;
    keys.remove(arg(args, 0));
    return value;
  },
  INCR: (keys, args) => add(keys, arg(args, 0), 1),
  INCRBY: (keys, args) => add(keys, arg(args, 0), integer(arg(args, 1))),
};
