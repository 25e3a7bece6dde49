import { z } from 'zod';
import { helpCard, helpCommandCard } from '../cards/index.ts';
import { nearest } from '../language/nearest.ts';
import { defineCommand } from '../spec/command.ts';
import { helpCommand, helpView } from '../views/help-view.ts';

export const help = defineCommand({
  name: 'help',
  summary: 'what you can do here, or how one command is used',
  usage: '[command]',
  examples: ['help', 'help onboard'],
  right: undefined,
  personalToo: true,
  args: z.object({ command: z.string().optional() }),
  positions: ['command'],
  handler: async ({ command: asked }, context) => {
    const { commands, command, roles, reply } = context;
    const { place } = command;
    const names = commands.map(({ name }) => name);
    const [name] = asked ? nearest(asked, names, 1) : [];
    const info = commands.find((each) => each.name === name);
    if (!info) {
      await reply({ card: helpCard(helpView({ commands, roles, place })) });
      return;
    }
    const { examples } = info;
    await reply({
      card: helpCommandCard({ command: helpCommand(info), personal: place.kind === 'personal', examples }),
    });
  },
});
