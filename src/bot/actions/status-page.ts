import { z } from 'zod';
import { statusCard } from '../cards/index.ts';
import { statusView } from '../views/status-view.ts';
import { defineAction } from './spec.ts';

/** Another page of the status card, or the same with what is true now. */
export const statusPage = defineAction({
  verb: 'status-page',
  data: z.object({ page: z.number().int().min(0).catch(0) }),
  right: 'look',
  changes: false,
  handler: async ({ page }, { bot }) => ({ type: 'card', card: statusCard(await statusView(bot, page)) }),
});
