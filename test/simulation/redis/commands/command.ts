import type { Keyspace } from '../keyspace.ts';
import { noInteger, type Reply, syntaxError } from '../reply.ts';

/** A command without its name. @throws RedisRefusal */
export type Command = (keys: Keyspace, args: readonly string[]) => Reply;
export type Commands = Readonly<Record<string, Command>>;

export function arg(args: readonly string[], index: number): string {
  const value = args[index];
  if (value === undefined) throw syntaxError();
  return value;
}

export function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) throw noInteger();
  return Number(text);
}

/** Pairs of what follows one another from an index on. */
export function pairs(args: readonly string[], from: number): [string, string][] {
  const list: [string, string][] = [];
  for (let index = from; index < args.length; index += 2) list.push([arg(args, index), arg(args, index + 1)]);
  return list;
}

/** Where a range of indexes begins and ends in something of this size; both may count from the end. */
export function slice(size: number, from: number, to: number): [number, number] {
  const begin = Math.max(from < 0 ? size + from : from, 0);
  return [begin, Math.max((to < 0 ? size + to : Math.min(to, size - 1)) + 1, begin)];
}
