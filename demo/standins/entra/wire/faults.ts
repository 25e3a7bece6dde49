import { z } from 'zod';
import { isBatch, itemsOf } from './batch.ts';
import { applyChanges, type Changes } from './changes.ts';
import type { Answer, Incoming } from './http.ts';

/** What goes wrong on purpose. Counters count down with every request that they hit. */
export const Faults = z.object({
  /** The next n requests get 429 with Retry-After. */
  throttle: z.number().int().nonnegative(),
  retryAfterSeconds: z.number().nonnegative(),
  /** The next n requests get `failStatus` with that code and message; nothing is executed. */
  fail: z.number().int().nonnegative(),
  failStatus: z.number().int().min(400).max(599),
  failCode: z.string(),
  failMessage: z.string(),
  /** The next n requests are executed, but their answer breaks off in the middle. */
  cut: z.number().int().nonnegative(),
  /** Every answer waits this long. */
  slowMs: z.number().nonnegative(),
  /** Requests wait until this is switched off. */
  hold: z.boolean(),
  /** Which requests: of Graph (the default), of the token end point, or both. */
  target: z.enum(['graph', 'token', 'all']),
  /** Only these methods; empty: all. */
  methods: z.array(z.string()),
  /** Only paths that contain this text; `$batch` means batches as a whole instead of the requests in them. */
  pathContains: z.string(),
});
export type Faults = z.infer<typeof Faults>;

export const NO_FAULTS: Faults = {
  throttle: 0,
  retryAfterSeconds: 1,
  fail: 0,
  failStatus: 503,
  failCode: 'ServiceUnavailable',
  failMessage: 'The service is not available.',
  cut: 0,
  slowMs: 0,
  hold: false,
  target: 'graph',
  methods: [],
  pathContains: '',
};

export interface FaultInjector {
  current(): Faults;
  set(changes: Changes<Faults>): void;
  /** Waits while held or slow. Ends early when the injector is closed. */
  delay(request: Incoming): Promise<void>;
  /** An answer to give instead of executing the request. */
  refuse(request: Incoming): Answer | undefined;
  /** Whether this answer must break off. */
  cuts(request: Incoming): boolean;
  /** Lets everything that waits go. */
  close(): void;
}

export function createFaultInjector(initial: Faults): FaultInjector {
  const faults: Faults = { ...initial };
  let wake = Promise.withResolvers<void>();
  const release = (): void => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  let closed = false;
  const meansBatches = () => faults.pathContains.includes('$batch');
  const concerns = (request: Incoming): boolean => {
    const { method, path } = request;
    // A batch is one request on the wire; what is limited or out of order is what it holds.
    if (isBatch(request) && !meansBatches()) return itemsOf(request).some((item) => concerns(item.incoming));
    const kind = path.startsWith('/v1.0/') ? 'graph' : path.endsWith('/token') ? 'token' : 'other';
    if (kind === 'other' || (faults.target !== 'all' && faults.target !== kind)) return false;
    return (faults.methods.length === 0 || faults.methods.includes(method)) && path.includes(faults.pathContains);
  };
  return {
    current: () => ({ ...faults }),
    set: (changes) => {
      applyChanges(faults, changes);
      release();
    },
    delay: async (request) => {
      if (concerns(request) && faults.slowMs > 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, faults.slowMs);
        await Promise.race([promise, wake.promise]);
        clearTimeout(timer);
      }
      while (!closed && faults.hold && concerns(request)) await wake.promise;
    },
    refuse: (request) => {
      if (!concerns(request) || (isBatch(request) && !meansBatches())) return undefined;
      if (faults.throttle > 0) {
        faults.throttle -= 1;
        const headers = { 'retry-after': String(faults.retryAfterSeconds) };
        return { status: 429, headers, body: errorBody('TooManyRequests', 'Too many requests.') };
      }
      if (faults.fail > 0) {
        faults.fail -= 1;
        return { status: faults.failStatus, body: errorBody(faults.failCode, faults.failMessage) };
      }
      return undefined;
    },
    cuts: (request) => {
      if (!concerns(request) || faults.cut === 0) return false;
      faults.cut -= 1;
      return true;
    },
    close: () => {
      closed = true;
      release();
    },
  };
}

function errorBody(code: string, message: string): unknown {
  return { error: { code, message } };
}
