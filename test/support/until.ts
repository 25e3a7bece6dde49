import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for a condition: asks until the answer is not undefined, every 20 ms at first and less often the longer it takes:
 * who asks takes processor time from what it waits for.
 * @param describe what to say when it does not come true within the time
 */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  describe: () => Promise<string> | string = () => 'the condition',
  withinMs = 30_000,
): Promise<T> {
  const began = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const waited = Date.now() - began;
    if (waited > withinMs) throw new Error(`did not come true within ${withinMs} ms: ${await describe()}`);
    await pause(Math.min(100, 20 + waited / 50));
  }
}
