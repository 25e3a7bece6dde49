import { runCard } from '../../../src/bot/cards/index.ts';
import { runView } from '../../../src/bot/views/run-view.ts';
import type { Run } from '../../../src/runs/run.ts';
import type { Counter } from '../world/bot-process.ts';
import type { World } from '../world/world.ts';

/** The live card of each run shows its end, and nothing can be decided any more on the approval cards that were posted. */
export async function checkCards(world: World, { bot }: Counter): Promise<void> {
  for (const run of world.commits.latest.values()) {
    const posted = await bot.records.runCard(run);
    const shown = posted && world.chat.find(posted.messageId);
    if (!shown) world.violate(`${run.id} has no card`);
    else if (textOf(shown.card) !== textOf(runCard(run, await runView(bot, run)))) {
      world.violate(`${run.id}: its card does not show that it is ${run.state}`);
    }
    await checkApprovals(world, bot, run);
  }
}

async function checkApprovals(world: World, bot: Counter['bot'], run: Run): Promise<void> {
  for (let round = 1; round <= (run.gate?.round ?? 0); round += 1) {
    const posted = await bot.records.approval(run.id, round);
    const open = world.chat.buttons('approve').some(({ message }) => message.id === posted?.messageId);
    if (open) world.violate(`${run.id}: the approval card of round ${round} can still be clicked`);
  }
}

/** Everything on it but the moment at which it was drawn. */
function textOf(card: unknown): string {
  return JSON.stringify(card).replace(/As of [^,]*,/g, '');
}
