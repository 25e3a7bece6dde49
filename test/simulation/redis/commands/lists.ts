import type { Keyspace } from '../keyspace.ts';
import { OK, RedisRefusal, type Reply } from '../reply.ts';
import { arg, type Commands, integer, slice } from './command.ts';

function made(keys: Keyspace, key: string): string[] {
  return keys.list(key) ?? keys.put(key, []);
}

function take(keys: Keyspace, args: readonly string[], how: 'shift' | 'pop'): Reply {
  const list = keys.list(arg(args, 0));
  if (args.length > 1) throw new RedisRefusal('ERR the model pops one element');
  const value = list?.[how]() ?? null;
  keys.tidy(arg(args, 0));
  return value;
}

function remove(keys: Keyspace, args: readonly string[]): Reply {
  const list = keys.list(arg(args, 0));
  const [count, value] = [integer(arg(args, 1)), arg(args, 2)];
  if (!list) return 0;
  const found = list.flatMap((each, index) => (each === value ? [index] : []));
  const chosen = count === 0 ? found : count > 0 ? found.slice(0, count) : found.slice(count);
  for (const index of chosen.toReversed()) list.splice(index, 1);
  keys.tidy(arg(args, 0));
  return chosen.length;
}

export const lists: Commands = {
  LPUSH(keys, args) {
    arg(args, 1);
    return made(keys, arg(args, 0)).unshift(...args.slice(1).toReversed());
  },
  RPUSH(keys, args) {
    arg(args, 1);
    return made(keys, arg(args, 0)).push(...args.slice(1));
  },
  LPOP: (keys, args) => take(keys, args, 'shift'),
  RPOP: (keys, args) => take(keys, args, 'pop'),
  RPOPLPUSH(keys, args) {
    if (!keys.list(arg(args, 0))) return null;
    keys.list(arg(args, 1));
    const value = take(keys, args.slice(0, 1), 'pop');
    if (typeof value === 'string') made(keys, arg(args, 1)).unshift(value);
    return value;
  },
  LLEN: (keys, args) => keys.list(arg(args, 0))?.length ?? 0,
  LINDEX: (keys, args) => keys.list(arg(args, 0))?.at(integer(arg(args, 1))) ?? null,
  LRANGE(keys, args) {
    const list = keys.list(arg(args, 0)) ?? [];
    return list.slice(...slice(list.length, integer(arg(args, 1)), integer(arg(args, 2))));
  },
  LTRIM(keys, args) {
    const list = keys.list(arg(args, 0));
    if (!list) return OK;
    const [from, to] = slice(list.length, integer(arg(args, 1)), integer(arg(args, 2)));
    keys.put(arg(args, 0), list.slice(from, to));
    keys.tidy(arg(args, 0));
    return OK;
  },
  LREM: remove,
  LPOS(keys, args) {
    const index = (keys.list(arg(args, 0)) ?? []).indexOf(arg(args, 1));
    return index < 0 ? null : index;
  },
  LSET(keys, args) {
    const list = keys.list(arg(args, 0));
    const index = integer(arg(args, 1));
    if (!list) throw new RedisRefusal('ERR no such key');
    if (list.at(index) === undefined) throw new RedisRefusal('ERR index out of range');
    list[index < 0 ? list.length + index : index] = arg(args, 2);
    return OK;
  },
};
