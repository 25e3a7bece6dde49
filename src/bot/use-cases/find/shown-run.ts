import type { Run } from '../../../runs/run.ts';
import type { Bot } from '../../bot.ts';
import { runPlaceOf } from '../../records/run-place.ts';

/** The run that a command began, or the open one that it met; undefined when there is none. */
export async function earlierRun({ store }: Bot, command: string): Promise<Run | undefined> {
  const id = await store.begunBy(command);
  return id === undefined ? undefined : store.get(id);
}

function isOwn(run: Run, command: string): boolean {
  return runPlaceOf(run)?.command === command;
}

/**
 * The run that says all there is to say of a command: one of its own, or one that it met and whose live card moved into its
 * message. Whatever else was written there would stand over a live card that may never change again.
 * @param messageId the message that answers the command
 */
export async function runShown(bot: Bot, command: string, messageId: string | undefined): Promise<Run | undefined> {
  const run = await earlierRun(bot, command);
  if (!run || isOwn(run, command)) return run;
  return (await isLiveCard(bot, run, messageId)) ? run : undefined;
}

export async function isLiveCard(bot: Bot, run: Run, messageId: string | undefined): Promise<boolean> {
  return (await bot.records.runCard(run))?.messageId === messageId;
}
