import type { Keyspace } from '../keyspace.ts';
import { OK, type Reply, syntaxError } from '../reply.ts';
import { arg, type Commands, integer, pairs } from './command.ts';

function made(keys: Keyspace, key: string): Map<string, string> {
  return keys.hash(key) ?? keys.put(key, new Map<string, string>());
}

function set(keys: Keyspace, args: readonly string[]): number {
  if (args.length < 3 || args.length % 2 === 0) throw syntaxError();
  const hash = made(keys, arg(args, 0));
  const before = hash.size;
  for (const [field, value] of pairs(args, 1)) hash.set(field, value);
  return hash.size - before;
}

function scan(keys: Keyspace, args: readonly string[]): Reply {
  return ['0', [...(keys.hash(arg(args, 0)) ?? [])].flat()];
}

export const hashes: Commands = {
  HSET: set,
  HMSET(keys, args) {
    set(keys, args);
    return OK;
  },
  HSETNX(keys, args) {
    if (keys.hash(arg(args, 0))?.has(arg(args, 1))) return 0;
    made(keys, arg(args, 0)).set(arg(args, 1), arg(args, 2));
    return 1;
  },
  HGET: (keys, args) => keys.hash(arg(args, 0))?.get(arg(args, 1)) ?? null,
  HMGET(keys, args) {
    const hash = keys.hash(arg(args, 0));
    return args.slice(1).map((field) => hash?.get(field) ?? null);
  },
  HGETALL: (keys, args) => [...(keys.hash(arg(args, 0)) ?? [])].flat(),
  HKEYS: (keys, args) => [...(keys.hash(arg(args, 0))?.keys() ?? [])],
  HVALS: (keys, args) => [...(keys.hash(arg(args, 0))?.values() ?? [])],
  HLEN: (keys, args) => keys.hash(arg(args, 0))?.size ?? 0,
  HEXISTS: (keys, args) => Number(keys.hash(arg(args, 0))?.has(arg(args, 1)) ?? false),
  HSTRLEN: (keys, args) => Buffer.byteLength(keys.hash(arg(args, 0))?.get(arg(args, 1)) ?? ''),
  HDEL(keys, args) {
    const hash = keys.hash(arg(args, 0));
    const count = args.slice(1).filter((field) => hash?.delete(field)).length;
    keys.tidy(arg(args, 0));
    return count;
  },
  HINCRBY(keys, args) {
    const sum = integer(keys.hash(arg(args, 0))?.get(arg(args, 1)) ?? '0') + integer(arg(args, 2));
    made(keys, arg(args, 0)).set(arg(args, 1), String(sum));
    return sum;
  },
  HSCAN: scan,
};
