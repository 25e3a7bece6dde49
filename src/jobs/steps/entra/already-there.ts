import { GraphFailure } from '../../../graph/graph-failure.ts';

const TEXTS = /already exists on the object|conflicting object .* is present|another object with the same value/i;

/**
 * Sends a write that gives something once; true when it was given now, false when Entra says that it was there.
 * Either way only reading back proves it.
 */
export async function giveOnce(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof GraphFailure && (error.status === 400 || error.status === 409) && TEXTS.test(error.message)) {
      return false;
    }
    throw error;
  }
}
