import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for a condition: asks every 20 ms until the answer is not undefined.
 * @param describe what to say when it does not come true within the time
 */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  describe: () => Promise<string> | string = () => 'the condition',
  withinMs = 20_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`did not come true within ${withinMs} ms: ${await describe()}`);
    await pause(20);
  }
}
