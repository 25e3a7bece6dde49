import { createTrouble, type Trouble } from '../../process/log/trouble.ts';
import type { Bot } from '../bot.ts';

/**
 * How long what a newer version wrote is left alone before this one looks at it again. Less than the minute after which a trouble
 * of which nothing more was heard is over.
 */
export const NEWER_MS = 50_000;

/** After going back to this version, runs and notices of the newer one wait for it: one line, then one a minute. */
export function newerTrouble({ logger }: Pick<Bot, 'logger'>): Trouble {
  return createTrouble(
    logger,
    {
      begins: 'a newer version wrote what this one cannot read: it waits until that version runs again',
      lasts: 'what a newer version wrote still waits until that version runs again',
      over: 'nothing waits for a newer version any more',
    },
    { overWhenQuiet: true },
  );
}
