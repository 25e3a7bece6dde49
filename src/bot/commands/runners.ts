import { z } from 'zod';
import { runnersCard } from '../cards/index.ts';
import { defineCommand } from '../spec/command.ts';
import { runnersView } from '../views/runners-view.ts';

export const runners = defineCommand({
  name: 'runners',
  summary: 'who works on the MID servers, and who asks to be let in',
  usage: '',
  examples: ['runners'],
  right: 'look',
  personalToo: true,
  args: z.object({}),
  positions: [],
  handler: async (_args, { bot, reply }) => {
    await reply({ card: runnersCard(await runnersView(bot)) });
  },
});
