import { arg, type Commands } from './command.ts';

export const sets: Commands = {
  SADD(keys, args) {
    arg(args, 1);
    const set = keys.set(arg(args, 0)) ?? keys.put(arg(args, 0), new Set<string>());
    const before = set.size;
    for (const member of args.slice(1)) set.add(member);
    return set.size - before;
  },
  SREM(keys, args) {
    const set = keys.set(arg(args, 0));
    const count = args.slice(1).filter((member) => set?.delete(member)).length;
    keys.tidy(arg(args, 0));
    return count;
  },
  SISMEMBER: (keys, args) => Number(keys.set(arg(args, 0))?.has(arg(args, 1)) ?? false),
  SCARD: (keys, args) => keys.set(arg(args, 0))?.size ?? 0,
  SMEMBERS: (keys, args) => [...(keys.set(arg(args, 0)) ?? [])],
};
