import { statusCard } from '../cards/index.ts';
import { defineAction } from '../spec/action.ts';
import { statusView } from '../views/status-view.ts';

/** The overview with what is true now. */
export const status = defineAction({
  verb: 'status',
  right: 'look',
  changes: false,
  handler: async (_data, { bot, actor }) => ({ type: 'card', card: statusCard(await statusView(bot, actor)) }),
});

/** A page of a list of tenants. */
export const statusPage = defineAction({
  verb: 'status-page',
  right: 'look',
  changes: false,
  handler: async (asked, { bot, actor }) => ({ type: 'card', card: statusCard(await statusView(bot, actor, asked)) }),
});
