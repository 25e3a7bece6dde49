import type { Keyspace } from '../keyspace.ts';
import { RedisRefusal } from '../reply.ts';
import { arg, type Commands, integer } from './command.ts';

/** Members between two texts, as `[a` and `(b` say whether the bound itself is among them. */
function between(keys: Keyspace, args: readonly string[]): string[] {
  const bounds = [arg(args, 1), arg(args, 2)];
  if (!bounds.every((bound) => /^[[(]/.test(bound)))
    throw new RedisRefusal('ERR min or max not valid string range item');
  const [low = '', high = ''] = bounds;
  const [from, to] = [low.slice(1), high.slice(1)];
  const members = (keys.sortedSet(arg(args, 0))?.entries() ?? []).map(([member]) => member);
  return members.filter(
    (member) =>
      (low.startsWith('(') ? member > from : member >= from) && (high.startsWith('(') ? member < to : member <= to),
  );
}

/** What Redis does with sorted sets whose members all have the same score. */
export const sortedByText: Commands = {
  ZLEXCOUNT: (keys, args) => between(keys, args).length,
  ZRANGEBYLEX(keys, args) {
    const found = between(keys, args);
    if (args.length === 3) return found;
    const [skip, count] = [integer(arg(args, 4)), integer(arg(args, 5))];
    return found.slice(skip, count < 0 ? undefined : skip + count);
  },
};
