import type { Keyspace } from '../keyspace.ts';
import { RedisRefusal, type Reply, syntaxError } from '../reply.ts';
import { type Entry, SortedSet } from '../sorted-set.ts';
import { arg, type Commands, integer, pairs, slice } from './command.ts';

function scoreOf(text: string): number {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (text.trim() === '' || Number.isNaN(Number(text))) throw new RedisRefusal('ERR value is not a valid float');
  return Number(text);
}

export function scoreText(score: number): string {
  if (Number.isFinite(score)) return String(score);
  return score > 0 ? 'inf' : '-inf';
}

function add(keys: Keyspace, args: readonly string[]): Reply {
  let from = 1;
  const options = new Set<string>();
  for (; ['NX', 'XX', 'GT', 'LT', 'CH'].includes(arg(args, from).toUpperCase()); from += 1) {
    options.add(arg(args, from).toUpperCase());
  }
  const members = pairs(args, from).map(([score, member]) => [member, scoreOf(score)] as const);
  const set = keys.sortedSet(arg(args, 0)) ?? keys.put(arg(args, 0), new SortedSet());
  let [added, changed] = [0, 0];
  for (const [member, score] of members) {
    const old = set.score(member);
    if (options.has(old === undefined ? 'XX' : 'NX')) continue;
    if (old !== undefined && ((options.has('GT') && score <= old) || (options.has('LT') && score >= old))) continue;
    if (old === undefined) added += 1;
    if (old !== score) changed += 1;
    set.add(member, score);
  }
  keys.tidy(arg(args, 0));
  return options.has('CH') ? changed : added;
}

function entriesOf(keys: Keyspace, args: readonly string[]): readonly Entry[] {
  return keys.sortedSet(arg(args, 0))?.entries() ?? [];
}

function within(lowest: string, highest: string): (entry: Entry) => boolean {
  const bound = (text: string) => ({ open: text.startsWith('('), score: scoreOf(text.replace('(', '')) });
  const [low, high] = [bound(lowest), bound(highest)];
  return ([, score]) =>
    (low.open ? score > low.score : score >= low.score) && (high.open ? score < high.score : score <= high.score);
}

function answer(entries: readonly Entry[], options: readonly string[]): Reply {
  const names = options.map((option) => option.toUpperCase());
  const limit = names.indexOf('LIMIT');
  const known = (name: string, index: number) =>
    name === 'WITHSCORES' || name === 'LIMIT' || (limit >= 0 && index > limit && index <= limit + 2);
  if (!names.every(known)) throw syntaxError();
  const [skip, count] = limit < 0 ? [0, -1] : [integer(arg(options, limit + 1)), integer(arg(options, limit + 2))];
  const chosen = entries.slice(skip, count < 0 ? undefined : skip + count);
  return chosen.flatMap(([member, score]) => (names.includes('WITHSCORES') ? [member, scoreText(score)] : [member]));
}

function byScore(keys: Keyspace, args: readonly string[], turned: boolean): Reply {
  const [low, high] = turned ? [arg(args, 2), arg(args, 1)] : [arg(args, 1), arg(args, 2)];
  const found = entriesOf(keys, args).filter(within(low, high));
  return answer(turned ? found.toReversed() : found, args.slice(3));
}

function byIndex(keys: Keyspace, args: readonly string[], turned: boolean): Reply {
  const entries = turned ? entriesOf(keys, args).toReversed() : entriesOf(keys, args);
  const range = slice(entries.length, integer(arg(args, 1)), integer(arg(args, 2)));
  return answer(entries.slice(...range), args.slice(3));
}

function remove(keys: Keyspace, key: string, members: readonly string[]): number {
  const set = keys.sortedSet(key);
  const count = members.filter((member) => set?.remove(member)).length;
  keys.tidy(key);
  return count;
}

export const sortedSets: Commands = {
  ZADD: add,
  ZREM: (keys, args) => remove(keys, arg(args, 0), args.slice(1)),
  ZSCORE(keys, args) {
    const score = keys.sortedSet(arg(args, 0))?.score(arg(args, 1));
    return score === undefined ? null : scoreText(score);
  },
  ZMSCORE(keys, args) {
    const set = keys.sortedSet(arg(args, 0));
    const scores = args.slice(1).map((member) => set?.score(member));
    return scores.map((score) => (score === undefined ? null : scoreText(score)));
  },
  ZCARD: (keys, args) => keys.sortedSet(arg(args, 0))?.size ?? 0,
  ZCOUNT: (keys, args) => entriesOf(keys, args).filter(within(arg(args, 1), arg(args, 2))).length,
  ZRANGE: (keys, args) => byIndex(keys, args, false),
  ZREVRANGE: (keys, args) => byIndex(keys, args, true),
  ZRANGEBYSCORE: (keys, args) => byScore(keys, args, false),
  ZREVRANGEBYSCORE: (keys, args) => byScore(keys, args, true),
  ZREMRANGEBYSCORE(keys, args) {
    const found = entriesOf(keys, args).filter(within(arg(args, 1), arg(args, 2)));
    return remove(
      keys,
      arg(args, 0),
      found.map(([member]) => member),
    );
  },
  ZREMRANGEBYRANK(keys, args) {
    const entries = entriesOf(keys, args);
    const found = entries.slice(...slice(entries.length, integer(arg(args, 1)), integer(arg(args, 2))));
    return remove(
      keys,
      arg(args, 0),
      found.map(([member]) => member),
    );
  },
  ZPOPMIN(keys, args) {
    const [first] = entriesOf(keys, args);
    if (!first) return [];
    remove(keys, arg(args, 0), [first[0]]);
    return [first[0], scoreText(first[1])];
  },
};
