import type { Redis } from 'ioredis';

/**
 * Reads a key that follows from others and is made again by itself. Where something of another type stands in its place, which
 * only somebody else can have put there, that goes: else whoever reads or writes it would fail for good.
 * @param none what is there without it
 */
export async function readOrDrop<T>(
  redis: Pick<Redis, 'unlink'>,
  key: string,
  read: () => Promise<T>,
  none: T,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isForeignType(error)) throw error;
    await redis.unlink(key);
    return none;
  }
}

/**
 * Reads a key that somebody else owns, such as a runner. One of another type is like one that is not there: whoever makes
 * something else of their own key hides themselves, and nobody else.
 */
export async function readOrNone<T>(read: () => Promise<T>, none: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!isForeignType(error)) throw error;
    return none;
  }
}

function isForeignType(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('WRONGTYPE');
}
