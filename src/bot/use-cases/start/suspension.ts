import { isFinal, type Person, type RunRequest } from '../../../runs/run.ts';
import { TenantSuspendedError } from '../../../runs/store/store-errors.ts';
import { needsSignIn, type SuspendedRow } from '../../../runs/suspension.ts';
import type { Bot } from '../../bot.ts';
import { noticeCard } from '../../cards/index.ts';
import { unmarked } from '../../cards/text.ts';
import { whenAt } from '../../cards/time.ts';
import { actorOf } from '../../spec/action.ts';
import type { CommandContext } from '../../spec/command.ts';
import { clockOf } from '../../views/clock.ts';

/**
 * What a suspension says to a run that is asked for.
 * @returns whether it may begin
 * @throws TenantSuspendedError
 */
export async function fitsSuspension(
  kind: RunRequest['kind'],
  label: string,
  suspension: SuspendedRow | undefined,
  { bot, reply }: CommandContext,
): Promise<boolean> {
  if (suspension && needsSignIn(kind)) throw new TenantSuspendedError(label, suspendedBy(suspension, bot));
  if (kind !== 'resume' || suspension) return true;
  const text = `exo has not suspended it, so there is nothing to resume. How it is doing: @exo status ${label}.`;
  await reply({ card: noticeCard({ title: `${label} is not suspended`, text }) });
  return false;
}

/** ` since 14:32 CET by Sam Lindqvist`. */
function suspendedBy({ by, askedAt, since }: SuspendedRow, bot: Bot): string {
  return `${whenAt(since ?? askedAt, clockOf(bot))} by ${by}`;
}

/**
 * Ends what would work against a suspension, or against its end: under attack nothing else of the tenant goes on, and a
 * suspension that still tries must not come after the resume.
 */
export async function endOthers(
  { kind, tenant, suspended }: RunRequest,
  { bot, command, roles }: Pick<CommandContext, 'bot' | 'command' | 'roles'>,
): Promise<string[]> {
  const other =
    kind === 'suspend' ? await bot.store.openRun(tenant.id) : kind === 'resume' ? suspended?.run : undefined;
  if (other === undefined) return [];
  const run = await bot.store.get(other);
  if (!run || isFinal(run)) return [];
  const applied = await bot.store.apply(other, { type: 'cancel', by: actorOf(command.speaker, roles) });
  bot.logger.warn({ run: other, because: kind, refusal: applied?.refusal }, 'run cancelled for another one');
  return applied && !applied.refusal ? [other] : [];
}

/** Says in the thread what was ended for it. */
export async function sayEnded(
  ended: readonly string[],
  kind: string,
  by: Person,
  context: CommandContext,
): Promise<void> {
  if (ended.length === 0) return;
  const text = `${ended.join(' and ')} was cancelled by ${unmarked(by.name)}'s ${kind}.`;
  await context.bot.chat.post(context.command.place, { text });
}
