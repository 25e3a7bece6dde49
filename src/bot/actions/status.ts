import { statusCard } from '../cards/index.ts';
import { defineAction } from '../spec/action.ts';
import { statusView } from '../views/status-view.ts';

/** The overview with what is true now. */
export const status = defineAction({
  verb: 'status',
  right: 'look',
  changes: false,
  handler: async (_data, { bot, actor }) => ({ type: 'card', card: statusCard(await statusView(bot, actor.roles)) }),
});

/** A page of the list of all tenants. */
export const statusPage = defineAction({
  verb: 'status-page',
  right: 'look',
  changes: false,
  handler: async ({ page }, { bot, actor }) => ({
    type: 'card',
    card: statusCard(await statusView(bot, actor.roles, page)),
  }),
});
