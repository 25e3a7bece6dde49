import { isFinal, type Run } from '../../../runs/run.ts';
import type { TenantRows } from '../../../runs/tenant-index/place.ts';
import type { Bot } from '../../bot.ts';
import { nearest } from '../../language/nearest.ts';
import { configuredTenant } from './find-tenant.ts';

/** The run that a person names: by its id, or the latest of a tenant by name, domain or id. */
export async function findRun(bot: Bot, subject: string): Promise<Run | undefined> {
  const typed = subject.toLowerCase();
  const run = await bot.store.get(typed);
  if (run) return run;
  const known = await findKnown(bot, typed);
  return known?.board && bot.store.get(known.board.run);
}

/** What is known of the tenant that a person names; in the configuration it may have another name than in its rows. */
async function findKnown(bot: Bot, typed: string): Promise<TenantRows | undefined> {
  await bot.index.settled();
  const [, settings] = configuredTenant(bot.config, typed) ?? [];
  for (const name of [typed, settings?.domain, settings?.id]) {
    const found = name === undefined ? undefined : await bot.tenants.find(name);
    if (found) return found;
  }
  return undefined;
}

/** As `findRun`, but the open one of a tenant is the only one that can be operated. */
export async function findOpenRun(bot: Bot, subject: string): Promise<Run | undefined> {
  const run = await findRun(bot, subject);
  if (!run || !isFinal(run)) return run;
  const open = await bot.store.openRun(run.request.tenant.id);
  return open && subject.toLowerCase() !== run.id ? bot.store.get(open) : run;
}

/** Names that `findRun` would understand and that somebody may have meant, the nearest first. */
export async function nearSubjects(bot: Bot, subject: string, more: readonly string[] = []): Promise<string[]> {
  const configured = Object.keys(bot.config.tenants);
  const labels = [...new Set([...configured, ...(await bot.tenants.labels(subject.length))])];
  const [, stem] = /^(.+)-\d+$/.exec(subject) ?? [];
  const runs = await Promise.all(nearest(stem ?? '', labels).map((label) => findKnown(bot, label)));
  const ids = runs.flatMap((each) => each?.board?.run ?? []);
  const certain = new Set([...configured, ...ids, ...more]);
  const near = await Promise.all(
    nearest(subject, [...labels, ...ids, ...more]).map(async (name) => {
      // The index carries no seal: a name that it alone knows is not one to say.
      const isKnown = certain.has(name) || (await bot.tenants.find(name)) !== undefined;
      return isKnown ? [name] : [];
    }),
  );
  return near.flat();
}
