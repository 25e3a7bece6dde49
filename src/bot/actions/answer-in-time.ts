import type { Logger } from '../../process/log/logger.ts';
import { within } from '../../process/time/within.ts';
import type { ActionAnswer } from '../chat/chat.ts';
import { NOTHING_DECIDED, refused } from '../spec/action.ts';

/** Teams shows an error of its own when an answer takes longer than a few seconds. */
const ANSWERED_WITHIN_MS = 5000;
const NOT_LOOKED_UP = 'exo could not look this up in time. Try again.';

export interface Answering {
  readonly changes: boolean;
  readonly verb: string;
  readonly logger: Logger;
}

/**
 * Answers a click within 5 s, also when what it asks for hangs. "Nothing was decided" is said only while nothing is noted
 * down, and whatever is noted down has ended its time by then (`notAfter`), so it stays true.
 * @param work gets what it calls once the click is noted down
 * @param withinMs milliseconds
 */
export async function answerInTime(
  { changes, verb, logger }: Answering,
  work: (noted: () => void) => Promise<ActionAnswer>,
  withinMs = ANSWERED_WITHIN_MS,
): Promise<ActionAnswer> {
  let isNoted = false;
  const done = work(() => {
    isNoted = true;
  });
  const first = await within(withinMs, done, () => undefined);
  if (first) return first;
  // It counts, so whoever clicked learns that, however long the rest of the answer takes.
  if (isNoted) return done;
  done.then(
    () => {
      if (!changes) return;
      if (isNoted) logger.error({ verb }, 'a click was recorded after its answer: Redis answered too late');
      else logger.warn({ verb }, 'a click came to nothing, as was answered');
    },
    (error: unknown) => logger.warn({ verb, err: error }, 'a click failed after its answer'),
  );
  return refused(changes ? NOTHING_DECIDED : NOT_LOOKED_UP);
}
