import { type ProcessState, readProcessStates, SEEN_WITHIN_MS } from '../../process/readiness/process-state.ts';
import type { Bot } from '../bot.ts';
import { type Clock, timeAt } from '../cards/time.ts';
import { clockOf } from './clock.ts';

/** What is wrong with the processes of exo itself: one sentence what, one sentence what to do. */
export interface ProcessTrouble {
  readonly says: string;
  readonly advice: string;
}

/** Why nothing moves, or soon will not. Empty when bot and jobs are well. */
export async function processTroubles(bot: Bot): Promise<ProcessTrouble[]> {
  return troublesOf(await statesOf(bot), clockOf(bot));
}

/** Why no run moves at present, whatever its card says; undefined when jobs can do its work. */
export async function standstill(bot: Bot): Promise<ProcessTrouble | undefined> {
  return standstillOf(await statesOf(bot), clockOf(bot));
}

async function statesOf(bot: Bot): Promise<ProcessState[]> {
  return readProcessStates({ keys: bot.keys, records: bot.sealed }, bot.now());
}

/** @param states the newest of each kind first */
export function troublesOf(states: readonly ProcessState[], clock: Clock): ProcessTrouble[] {
  const said = present(states, clock).flatMap(saidBy);
  return isAway(states, clock) ? [absence(states, clock), ...said] : said;
}

/** As `standstill`. With several machines, one that can do its work is enough. */
export function standstillOf(states: readonly ProcessState[], clock: Clock): ProcessTrouble | undefined {
  if (isAway(states, clock)) return absence(states, clock);
  const stopped = present(states, clock)
    .filter(({ kind }) => kind === 'jobs')
    .map((jobs) => saidBy({ ...jobs, troubles: jobs.troubles.filter(({ state }) => state === 'stops') })[0]);
  return stopped.every((each) => each !== undefined) ? stopped[0] : undefined;
}

function saidBy({ kind, troubles }: ProcessState): ProcessTrouble[] {
  return troubles.map(({ says, advice = '' }) => ({ says: `${kind}: ${says}`, advice }));
}

function present(states: readonly ProcessState[], { now }: Clock): ProcessState[] {
  return states.filter(({ at }) => now - at < SEEN_WITHIN_MS);
}

function isAway(states: readonly ProcessState[], clock: Clock): boolean {
  return !present(states, clock).some(({ kind }) => kind === 'jobs');
}

function absence(states: readonly ProcessState[], clock: Clock): ProcessTrouble {
  const advice = 'Start jobs and read its log.';
  const last = states.find(({ kind }) => kind === 'jobs');
  if (!last) return { says: 'jobs has never been seen: nothing moves until it is started.', advice };
  return { says: `jobs has not been seen since ${timeAt(last.at, clock)}: nothing moves until it is started.`, advice };
}
