import type { Redis } from 'ioredis';
import type { AnySealKey, RecordSeal } from '../../process/records/record-seal.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { eachValue } from './each-value.ts';
import { contextOf } from './sealed-places.ts';

/** The first release wrote no id: 32 bytes of MAC, then the text. */
const FIRST_FORM = /^[A-Za-z0-9_-]{43}\./;

export interface Resealed {
  readonly done: number;
  /** Texts under the previous key that stay, by the first part of their key: how many. */
  readonly left: ReadonlyMap<string, number>;
}

/** Seals again under the present key what carries the previous one. Safe to repeat, to interrupt, and beside bot and jobs. */
export async function reseal(redis: Redis, keys: RedisKeys, seal: RecordSeal, previous: AnySealKey): Promise<Resealed> {
  const left = new Map<string, number>();
  let done = 0;
  for await (const value of eachValue(redis, keys)) {
    if (seal.isPresent(value.text) || !isUnder(previous, value.text)) continue;
    const context = contextOf(keys, value.key, value.field);
    const text = context === undefined ? undefined : opened(seal, context, value.text);
    if (context !== undefined && text !== undefined) {
      // Changed meanwhile: whoever did it has the present key.
      if (await value.replace(seal.protect(context, text))) done += 1;
      continue;
    }
    const place = value.key.slice(keys.prefix.length + 1).split(':')[0] ?? '';
    left.set(place, (left.get(place) ?? 0) + 1);
  }
  return { done, left };
}

function isUnder(previous: AnySealKey, text: string): boolean {
  return text.startsWith(`${previous.kid}.`) || (previous.kty === 'OKP' && FIRST_FORM.test(text));
}

function opened(seal: RecordSeal, context: string, text: string): string | undefined {
  try {
    return seal.open(context, text);
  } catch {
    // Not as exo wrote it: it is counted as left, and the processes set it aside.
    return undefined;
  }
}
