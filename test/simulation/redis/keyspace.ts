import { wrongType } from './reply.ts';
import { SortedSet } from './sorted-set.ts';
import { Stream } from './stream.ts';

export type Stored = string | Map<string, string> | string[] | Set<string> | SortedSet | Stream;

/** Keys with their values, and when they expire. */
export class Keyspace {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly #values = new Map<string, Stored>();
  readonly #expiries = new Map<string, number>();

  constructor(now: () => number) {
    this.now = now;
  }

  find(key: string): Stored | undefined {
    const expiry = this.#expiries.get(key);
    if (expiry !== undefined && expiry <= this.now()) this.remove(key);
    return this.#values.get(key);
  }

  /** @throws RedisRefusal WRONGTYPE */
  text(key: string): string | undefined {
    const value = this.find(key);
    if (value === undefined || typeof value === 'string') return value;
    throw wrongType();
  }

  hash(key: string): Map<string, string> | undefined {
    const value = this.find(key);
    if (value === undefined || value instanceof Map) return value;
    throw wrongType();
  }

  list(key: string): string[] | undefined {
    const value = this.find(key);
    if (value === undefined || Array.isArray(value)) return value;
    throw wrongType();
  }

  set(key: string): Set<string> | undefined {
    const value = this.find(key);
    if (value === undefined || value instanceof Set) return value;
    throw wrongType();
  }

  sortedSet(key: string): SortedSet | undefined {
    const value = this.find(key);
    if (value === undefined || value instanceof SortedSet) return value;
    throw wrongType();
  }

  stream(key: string): Stream | undefined {
    const value = this.find(key);
    if (value === undefined || value instanceof Stream) return value;
    throw wrongType();
  }

  /** Stores a value that is made here when there was none. */
  put<T extends Stored>(key: string, value: T): T {
    this.#values.set(key, value);
    return value;
  }

  remove(key: string): boolean {
    this.#expiries.delete(key);
    return this.#values.delete(key);
  }

  /** What holds nothing any more is no key any more. */
  tidy(key: string): void {
    const value = this.#values.get(key);
    if (value === undefined || typeof value === 'string' || value instanceof Stream) return;
    if ((Array.isArray(value) ? value.length : value.size) === 0) this.remove(key);
  }

  expireAt(key: string, moment: number | undefined): void {
    if (moment === undefined) this.#expiries.delete(key);
    else this.#expiries.set(key, moment);
  }

  expiryOf(key: string): number | undefined {
    return this.#expiries.get(key);
  }

  keys(): string[] {
    return [...this.#values.keys()].filter((key) => this.find(key) !== undefined);
  }
}

export function kindOf(value: Stored | undefined): string {
  if (value === undefined) return 'none';
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'hash';
  if (value instanceof Set) return 'set';
  return value instanceof SortedSet ? 'zset' : 'stream';
}
