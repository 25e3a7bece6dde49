import { z } from 'zod';
import { defineAction } from './spec.ts';

/** Says a command by a button ("Did you mean ..."). It is the same as typing it: rights are checked when it runs. */
export const doCommand = defineAction({
  verb: 'do',
  data: z.object({ command: z.string().min(1).max(300) }),
  right: undefined,
  changes: true,
  handler: async ({ command: text }, { bot, action }) => {
    const { speaker, place, messageId } = action;
    // The message's id instead of an activity's: a second click is the same command.
    await bot.intake.take({ text, speaker, place, activityId: `do ${messageId ?? ''}` });
    return { type: 'message', text: `Taken: ${text}` };
  },
});
