import { driftCode } from '../../runs/drift/acceptances.ts';
import { driftIn } from '../../runs/drift/open-drift.ts';
import { acceptCard, DAYS_OFFERED, LONGEST_REASON } from '../cards/run/accept-card.ts';
import { defineAction, refused } from '../spec/action.ts';

const DOUBLE_CLICK_MS = 60_000;
const SHORTEST_REASON = 3;

/** Shows the fields to whoever clicked; the card in the channel stays as it is. */
export const acceptForm = defineAction({
  verb: 'accept-form',
  right: 'approve',
  changes: false,
  handler: async ({ run: id }, { bot }) => {
    const run = await bot.store.get(id);
    if (!run) return refused(`exo knows no run ${id}.`);
    return { type: 'card', card: acceptCard(run) };
  },
});

/** Says `accept` with what stands in the fields: rights, audit log and refusals are those of the command. */
export const acceptChange = defineAction({
  verb: 'accept-change',
  right: 'approve',
  changes: true,
  handler: async ({ run: id, change, days, reason }, { bot, action, noted }) => {
    const run = await bot.store.get(id);
    if (!run) return refused(`exo knows no run ${id}.`);
    if (!driftIn(run).open.some((each) => driftCode(each) === change))
      return refused(`Choose a change that ${id} found, then click Accept again.`);
    if (!DAYS_OFFERED.includes(days)) return refused('Choose for how many days, then click Accept again.');
    const words = asOneWord(reason);
    if (words.length < SHORTEST_REASON || words.length > LONGEST_REASON)
      return refused(`Give a reason of ${SHORTEST_REASON} to ${LONGEST_REASON} characters, then click Accept again.`);
    const { speaker, place, messageId } = action;
    const activityId = `accept ${messageId ?? ''} ${speaker.id ?? ''} ${change} ${Math.floor(bot.now() / DOUBLE_CLICK_MS)}`;
    await bot.intake.take({ text: `accept ${run.id} ${change} ${days} "${words}"`, speaker, place, activityId });
    noted();
    return { type: 'message', text: 'Taken: exo answers in this thread when the change is accepted.' };
  },
});

/** Stands between quotation marks in the command, which it must not end. */
function asOneWord(reason: string): string {
  return reason
    .replace(/["“”„‟″«»]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}
