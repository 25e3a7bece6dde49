import { helpCard } from '../cards/index.ts';
import { COMMANDS } from '../commands/registry.ts';
import { defineAction } from '../spec/action.ts';
import { helpView } from '../views/help-view.ts';

/** All commands instead of the first few. */
export const help = defineAction({
  verb: 'help',
  right: undefined,
  changes: false,
  handler: async ({ more }, { action, actor }) => {
    const { place } = action;
    return { type: 'card', card: helpCard(helpView({ commands: COMMANDS, roles: actor.roles, place, more })) };
  },
});
