import type { Keyspace } from '../keyspace.ts';
import { kindOf } from '../keyspace.ts';
import { type Reply, Status, syntaxError } from '../reply.ts';
import { arg, type Commands, integer, pairs } from './command.ts';

function remove(keys: Keyspace, args: readonly string[]): Reply {
  return args.filter((key) => keys.find(key) !== undefined && keys.remove(key)).length;
}

function expire(keys: Keyspace, key: string, moment: number): Reply {
  if (keys.find(key) === undefined) return 0;
  keys.expireAt(key, moment);
  return 1;
}

/** Everything in one answer. */
function scan(keys: Keyspace, args: readonly string[]): Reply {
  const options = new Map(pairs(args, 1).map(([name, value]) => [name.toUpperCase(), value]));
  const match = globOf(options.get('MATCH') ?? '*');
  const type = options.get('TYPE');
  const found = keys.keys().filter((key) => match.test(key) && (type === undefined || kindOf(keys.find(key)) === type));
  return ['0', found];
}

function globOf(pattern: string): RegExp {
  if (/[[\]\\]/.test(pattern)) throw syntaxError();
  const text = pattern
    .replace(/[.+^${}()|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`);
}

export const keyCommands: Commands = {
  DEL: remove,
  UNLINK: remove,
  EXISTS: (keys, args) => args.filter((key) => keys.find(key) !== undefined).length,
  TYPE: (keys, args) => new Status(kindOf(keys.find(arg(args, 0)))),
  EXPIRE: (keys, args) => expire(keys, arg(args, 0), keys.now() + integer(arg(args, 1)) * 1000),
  PEXPIRE: (keys, args) => expire(keys, arg(args, 0), keys.now() + integer(arg(args, 1))),
  PEXPIREAT: (keys, args) => expire(keys, arg(args, 0), integer(arg(args, 1))),
  PERSIST(keys, args) {
    if (keys.find(arg(args, 0)) === undefined || keys.expiryOf(arg(args, 0)) === undefined) return 0;
    keys.expireAt(arg(args, 0), undefined);
    return 1;
  },
  PTTL(keys, args) {
    if (keys.find(arg(args, 0)) === undefined) return -2;
    const moment = keys.expiryOf(arg(args, 0));
    return moment === undefined ? -1 : moment - keys.now();
  },
  SCAN: scan,
};
