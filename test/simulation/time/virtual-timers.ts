import type { Event, Scheduler } from './scheduler.ts';

/** A timer as the code sees it. */
class Timer {
  event: Event | undefined;

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.dispose](): void {
    if (this.event) this.event.cancelled = true;
  }
}

type Work = (...args: unknown[]) => void;

/** The timers of Node on virtual time; each belongs to the process that set it, and ends with it. */
export function virtualTimers(scheduler: Scheduler) {
  function start(work: Work, ms: number, again: boolean, args: unknown[]): Timer {
    const timer = new Timer();
    const host = scheduler.current;
    const begin = () => {
      timer.event = scheduler.schedule(Math.max(ms || 0, 1), host, () => {
        if (again) begin();
        work(...args);
      });
    };
    begin();
    return timer;
  }
  function stop(timer: unknown): void {
    if (timer instanceof Timer) timer[Symbol.dispose]();
  }
  return {
    setTimeout: (work: Work, ms: number, ...args: unknown[]) => start(work, ms, false, args),
    setInterval: (work: Work, ms: number, ...args: unknown[]) => start(work, ms, true, args),
    clearTimeout: stop,
    clearInterval: stop,
    /** `setTimeout` of node:timers/promises. */
    wait(ms: number, value?: unknown, { signal }: { signal?: AbortSignal } = {}): Promise<unknown> {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          stop(timer);
          reject(signal?.reason);
        };
        // A signal lives as long as its process: what waited for it and is over must not stay with it.
        const over = () => {
          signal?.removeEventListener('abort', onAbort);
          resolve(value);
        };
        const timer = start(over, ms, false, []);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}
