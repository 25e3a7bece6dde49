import { type Result, runArea } from './run-area.ts';
import type { Stage } from './suite.ts';
import { startWorld } from './world/world.ts';

/** Makes every attempt of these stages, which run beside one another. @returns the results, and what was measured */
export async function runSuite(
  stages: readonly Stage[],
  tell: (result: Result) => void,
): Promise<{ results: Result[]; remarks: string[] }> {
  const remarks: string[] = [];
  const results = await Promise.all(
    stages.map(async ({ areas, ...options }) => {
      await using world = await startWorld(options);
      const found: Result[] = [];
      for (const area of areas) found.push(...(await runArea(area, world, tell)));
      remarks.push(...world.remarks);
      return found;
    }),
  );
  return { results: results.flat(), remarks };
}
