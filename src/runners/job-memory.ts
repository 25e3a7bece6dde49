import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { JobMemory } from '../process/bullmq/step-worker.ts';

/** A job is still accepted for a minute after its deadline (clocks differ): remembered for two. */
const BEYOND_DEADLINE_S = 120;

const Line = z.object({ jti: z.string(), exp: z.number(), result: z.string() });

/**
 * Remembers finished jobs in a file of the runner's folder until they expire: a job that somebody puts into the queue
 * again is answered with the old result and not executed. A job that the orchestrator signed again under the same id, as after a
 * restore of Redis, is another one: an old result is bound to the old job, and would be refused.
 * @param now seconds since 1970
 */
export function openJobMemory(file: string, now: () => number): JobMemory {
  const known = new Map<string, z.infer<typeof Line>>();
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    const entry = parseLine(line);
    if (entry && entry.exp > now()) known.set(nameOf(entry.jti, entry.exp), entry);
  }
  writeFileSync(file, [...known.values()].map(format).join(''), { mode: 0o600 });
  return {
    recall: (jti, exp) => known.get(nameOf(jti, exp + BEYOND_DEADLINE_S))?.result,
    remember(jti, exp, result) {
      const entry = { jti, exp: exp + BEYOND_DEADLINE_S, result };
      known.set(nameOf(jti, entry.exp), entry);
      appendFileSync(file, format(entry));
      for (const [id, each] of known) if (each.exp <= now()) known.delete(id);
    },
  };
}

function nameOf(jti: string, exp: number): string {
  return `${jti} ${exp}`;
}

function format(entry: z.infer<typeof Line>): string {
  return `${JSON.stringify(entry)}\n`;
}

/** A half-written last line (the machine stopped) counts as not remembered: every step may run twice. */
function parseLine(line: string): z.infer<typeof Line> | undefined {
  if (!line) return undefined;
  try {
    return Line.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
