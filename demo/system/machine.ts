import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { z } from 'zod';

const Machine = z.object({
  redis: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('server'), command: z.string(), libraryPath: z.string().optional() }),
    z.object({ kind: z.literal('docker') }),
    z.object({ kind: z.literal('javascript') }),
  ]),
  chromium: z.string().nullable(),
});

/** What this machine has to offer, as `scripts/setup.mjs` found it. */
export type Machine = z.infer<typeof Machine>;

const FILE = join(import.meta.dirname, '..', '..', '.exo', 'machine.json');

/** Without set-up (a test started by hand) only PATH is looked at. */
export function readMachine(): Machine {
  if (existsSync(FILE)) return Machine.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const command = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find((path) => existsSync(path));
  return { redis: command ? { kind: 'server', command } : { kind: 'javascript' }, chromium: null };
}
