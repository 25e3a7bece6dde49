import { join } from 'node:path';
import { z } from 'zod';
import { MODULE_FOLDER, runScript } from './pwsh.ts';

const Case = z.object({
  ok: z.boolean(),
  output: z.unknown().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  advice: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  /** What the doubles were asked to do, in this order. */
  calls: z.array(z.string()),
});
export type Case = z.infer<typeof Case>;

/** Runs `test/powershell/{name}.ps1`, all cases in one PowerShell. @returns a case by its name */
export async function runCases(name: string): Promise<(name: string) => Case> {
  const file = join(import.meta.dirname, '..', 'powershell', `${name}.ps1`);
  const cases = z.record(z.string(), Case).parse(await runScript(file, '-ModuleFolder', MODULE_FOLDER));
  return (wanted) => {
    const found = cases[wanted];
    if (!found) throw new Error(`${name}.ps1 has no case "${wanted}"`);
    return found;
  };
}
