import { refusalText } from '../../cards/index.ts';
import { writeCardsAgain } from '../../delivery/redraw-queue.ts';
import { actorOf } from '../../spec/action.ts';
import type { CommandContext } from '../../spec/command.ts';
import { runAsSeenFrom } from '../../views/run-copy.ts';
import { runView } from '../../views/run-view.ts';
import { findOpenRun } from '../find/find-run.ts';
import { sayUnknownSubject } from '../find/misunderstood.ts';

/** Retries or cancels a run by name. Its live card follows by itself; the answer shows it as it is now. */
export async function operate(type: 'retry' | 'cancel', subject: string, context: CommandContext): Promise<void> {
  const { bot, command, roles, reply } = context;
  const run = await findOpenRun(bot, subject);
  if (!run) return sayUnknownSubject(context, subject);
  // A command that runs again after a crash must not report its own success as a refusal.
  let refusal: string | undefined;
  await context.once(type, async () => {
    const applied = await bot.store.apply(run.id, { type, by: actorOf(command.speaker, roles) });
    if (applied?.refusal) refusal = refusalText(applied.refusal, applied.run, await runView(bot, applied.run));
  });
  await writeCardsAgain(bot, run.id);
  if (refusal) {
    await reply({ text: refusal });
    return;
  }
  const now = (await bot.store.get(run.id)) ?? run;
  await reply({ card: await runAsSeenFrom(bot, now, undefined) });
}
