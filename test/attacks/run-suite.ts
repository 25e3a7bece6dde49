import type { Area } from './attempt.ts';
import { type Result, runArea } from './run-area.ts';
import { startWorld } from './world/world.ts';

/** Makes every attempt of these worlds; the worlds run beside one another. */
export async function runSuite(
  worlds: readonly { readonly runners: readonly string[]; readonly areas: readonly Area[] }[],
  tell: (result: Result) => void,
): Promise<Result[]> {
  const results = await Promise.all(
    worlds.map(async ({ runners, areas }) => {
      await using world = await startWorld({ runners });
      const found: Result[] = [];
      for (const area of areas) found.push(...(await runArea(area, world, tell)));
      return found;
    }),
  );
  return results.flat();
}
