import { readProcessStates, SEEN_WITHIN_MS } from '../../process/readiness/process-state.ts';
import type { Bot } from '../bot.ts';
import { timeAt } from '../cards/time.ts';
import { clockOf } from './clock.ts';

/** What is wrong with the processes of exo itself: one sentence what, one sentence what to do. */
export interface ProcessTrouble {
  readonly says: string;
  readonly advice: string;
}

/** Why nothing moves, or soon will not. Empty when bot and jobs are well. */
export async function processTroubles(bot: Bot): Promise<ProcessTrouble[]> {
  const now = bot.now();
  const states = await readProcessStates({ keys: bot.keys, records: bot.sealed }, now);
  const jobs = states.find(({ kind }) => kind === 'jobs');
  const present = states.filter(({ at }) => now - at < SEEN_WITHIN_MS);
  const said = present.flatMap(({ kind, troubles }) =>
    troubles.map(({ says, advice = '' }) => ({ says: `${kind}: ${says}`, advice })),
  );
  return jobs && present.includes(jobs) ? said : [absence(bot, jobs?.at), ...said];
}

function absence(bot: Bot, at: number | undefined): ProcessTrouble {
  const advice = 'Start jobs and read its log.';
  if (at === undefined) return { says: 'jobs has never been seen: nothing moves.', advice };
  return { says: `jobs has not been seen since ${timeAt(at, clockOf(bot))}: nothing moves.`, advice };
}
