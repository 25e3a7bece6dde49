/**
 * One turn after the other until the signal. A turn that throws ends it: whoever repeats something says what a failure means.
 * @param turn resolves to the milliseconds to rest before the next one
 * @param rest how to rest; until the signal at most, unless given
 */
export async function repeatUntil(
  signal: AbortSignal,
  turn: () => Promise<number>,
  rest: (ms: number) => Promise<unknown> = (ms) => pause(ms, signal),
): Promise<void> {
  while (!signal.aborted) {
    const ms = await turn();
    if (!signal.aborted) await rest(ms);
  }
}

/** Waits this long, or until the signal. @param ms milliseconds */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', done);
    resolve();
  };
  const timer = setTimeout(done, ms);
  signal.addEventListener('abort', done);
  return promise;
}
