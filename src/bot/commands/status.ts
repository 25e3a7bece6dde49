import { z } from 'zod';
import { isFinal } from '../../runs/run.ts';
import type { Bot } from '../bot.ts';
import { type Card, statusCard, tenantCard } from '../cards/index.ts';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { findRun } from '../use-cases/find-run.ts';
import { sayUnknownSubject } from '../use-cases/misunderstood.ts';
import { runAsSeenFrom } from '../views/run-copy.ts';
import { runView } from '../views/run-view.ts';
import { statusView } from '../views/status-view.ts';

export const status = defineCommand({
  name: 'status',
  summary: 'what needs you, what works, what is ready; or one tenant or run',
  usage: '[tenant or run]',
  examples: ['status', 'status contoso', 'status contoso-1'],
  right: 'look',
  personalToo: true,
  args: z.object({ subject: Reference.optional() }),
  positions: ['subject'],
  handler: async ({ subject }, context) => {
    const { bot, reply } = context;
    const card = subject ? await cardAbout(bot, subject) : statusCard(await statusView(bot, context.roles));
    if (card) await reply({ card });
    else await sayUnknownSubject(context, subject ?? '');
  },
});

/** The run that is named or open; for a tenant with nothing open its suspension, or its hand-over. */
async function cardAbout(bot: Bot, subject: string): Promise<Card | undefined> {
  const run = await findRun(bot, subject);
  if (!run) return undefined;
  if (!isFinal(run) || subject.toLowerCase() === run.id) return runAsSeenFrom(bot, run, undefined);
  const suspension = (await bot.store.suspended()).get(run.request.tenant.id);
  const suspending = suspension && (await bot.store.get(suspension.run));
  if (suspending) return runAsSeenFrom(bot, suspending, undefined);
  const onboarded = (await bot.store.onboarded()).find((row) => row.tenantId === run.request.tenant.id);
  return onboarded ? tenantCard(onboarded, await runView(bot, run)) : runAsSeenFrom(bot, run, undefined);
}
