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
    if (!(error instanceof Error && error.message.startsWith('WRONGTYPE'))) throw error;
    await redis.unlink(key);
    return none;
  }
}
