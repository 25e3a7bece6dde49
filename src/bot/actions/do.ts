import { unmarked } from '../cards/text.ts';
import { defineAction } from '../spec/action.ts';

const DOUBLE_CLICK_MS = 60_000;

/** Says a command by a button ("Did you mean ..."). It is the same as typing it: rights are checked when it runs. */
export const doCommand = defineAction({
  verb: 'do',
  right: undefined,
  changes: true,
  handler: async ({ command: text }, { bot, action, noted }) => {
    const { speaker, place, messageId } = action;
    // A double click is one command; a click some minutes later, or of somebody else, is a new one.
    const activityId = `do ${messageId ?? ''} ${speaker.id ?? ''} ${Math.floor(bot.now() / DOUBLE_CLICK_MS)}`;
    await bot.intake.take({ text, speaker, place, activityId });
    noted();
    return { type: 'message', text: `Taken: ${unmarked(text)}` };
  },
});
