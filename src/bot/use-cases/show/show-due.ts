import { createDueList } from '../../../runs/due/due-list.ts';
import { dueCard } from '../../cards/index.ts';
import type { CommandContext } from '../../spec/command.ts';
import { clockOf } from '../../views/clock.ts';

const AHEAD_MS = 30 * 86_400_000;

/** Says which certificates will be renewed within a month. */
export async function showDue({ bot, reply }: CommandContext): Promise<void> {
  const clock = clockOf(bot);
  const until = clock.now + AHEAD_MS;
  const entries = await createDueList(bot.redis, bot.keys).until(until, 'renewal');
  const due = await bot.tenants.some([...new Set(entries.map(({ tenantId }) => tenantId))]);
  const rows = new Map(due.map(({ tenantId, onboarded }) => [tenantId, onboarded]));
  const tenants = await Promise.all(
    entries.flatMap(({ tenantId, thumbprint, at }) => {
      const row = rows.get(tenantId);
      // Renewed since: the entry is dropped when its time comes.
      if (row?.thumbprint !== thumbprint) return [];
      const { label, validUntil } = row;
      return bot.store.openRun(tenantId).then((run) => ({ label, endsAt: Date.parse(validUntil), at, run }));
    }),
  );
  await reply({ card: dueCard(tenants, until, bot.config.rotation.automatic, clock) });
}
