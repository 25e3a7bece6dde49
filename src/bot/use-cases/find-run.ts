import { isFinal, type Run } from '../../runs/run.ts';
import type { Bot } from '../bot.ts';
import { configuredTenant } from './find-tenant.ts';

/** The run that a person names: by its id, or the latest of a tenant by name, domain or id. */
export async function findRun(bot: Bot, subject: string): Promise<Run | undefined> {
  const typed = subject.toLowerCase();
  const run = await bot.store.get(typed);
  if (run) return run;
  const [, settings] = configuredTenant(bot.config, typed) ?? [];
  const names = [typed, settings?.domain?.toLowerCase(), settings?.id];
  const row = (await bot.store.board()).find(({ label, domain, tenantId }) =>
    [label, domain, tenantId].some((name) => names.includes(name)),
  );
  return row && bot.store.get(row.run);
}

/** As `findRun`, but the open one of a tenant is the only one that can be operated. */
export async function findOpenRun(bot: Bot, subject: string): Promise<Run | undefined> {
  const run = await findRun(bot, subject);
  if (!run || !isFinal(run)) return run;
  const open = await bot.store.openRun(run.request.tenant.id);
  return open && subject.toLowerCase() !== run.id ? bot.store.get(open) : run;
}

/** Names that `findRun` would understand, for "did you mean". */
export async function subjects(bot: Bot): Promise<string[]> {
  const rows = await bot.store.board();
  return [...new Set([...Object.keys(bot.config.tenants), ...rows.flatMap(({ label, run }) => [label, run])])];
}
