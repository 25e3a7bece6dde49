import type { Logger } from './logger.ts';

/** What is said when a trouble begins, while it lasts, and when it is over. */
export interface TroubleMessages {
  readonly begins: string;
  readonly lasts: string;
  readonly over: string;
}

export interface Trouble {
  /** It is there. @param what data for the line, such as the reason; the newest is shown */
  report(what: Readonly<Record<string, unknown>>): void;
  over(): void;
  /** Nobody is interested any more: without a word. */
  stop(): void;
  readonly present: boolean;
}

export interface TroubleOptions {
  /** How often it is said while it lasts, in milliseconds. */
  readonly everyMs?: number;
  /** For what has no success of its own: it is over when nothing was reported for so long as it takes to say it again. */
  readonly overWhenQuiet?: boolean;
}

const EVERY_MS = 60_000;

/**
 * A state that may last long, in few lines: one when it begins, one a minute while it lasts, one when it is over. What is
 * reported in between is counted. A Redis that is away would otherwise fill the disk.
 */
export function createTrouble(logger: Logger, messages: TroubleMessages, options: TroubleOptions = {}): Trouble {
  const { everyMs = EVERY_MS, overWhenQuiet = false } = options;
  let latest: Readonly<Record<string, unknown>> = {};
  let since = 0;
  let times = 0;
  let said = 0;
  let timer: NodeJS.Timeout | undefined;
  const facts = () => ({ ...latest, times, seconds: Math.round((performance.now() - since) / 1000) });
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    times = 0;
  };
  const over = () => {
    if (!timer) return;
    const { times: reported, seconds } = facts();
    stop();
    logger.info({ times: reported, seconds }, messages.over);
  };
  const remind = () => {
    if (overWhenQuiet && times === said) return over();
    said = times;
    logger.warn(facts(), messages.lasts);
  };
  return {
    stop,
    over,
    get present() {
      return timer !== undefined;
    },
    report(what) {
      latest = what;
      times += 1;
      if (timer) return;
      since = performance.now();
      logger.warn(what, messages.begins);
      said = times;
      timer = setInterval(remind, everyMs);
      timer.unref();
    },
  };
}
