import { didYouMeanCard, helpCommandCard, hintCard, noticeCard } from '../../cards/index.ts';
import { listOf } from '../../cards/text.ts';
import type { CommandContext, CommandInfo } from '../../spec/command.ts';
import { helpCommand } from '../../views/help-view.ts';
import { nearSubjects } from './find-run.ts';
import { configuredTenant } from './find-tenant.ts';

/** No such command: the one that was meant, where it can be told. */
export async function sayUnknown(context: CommandContext, said: string, suggestion: string | undefined): Promise<void> {
  await context.reply({ card: didYouMeanCard({ said, suggestion }) });
}

/** A word that people try: one line about what to say, and the command where it is clear. */
export async function sayEveryday(context: CommandContext, text: string, meant: string | undefined): Promise<void> {
  const personal = context.command.place.kind === 'personal';
  await context.reply({ card: hintCard({ text: personal ? text.replaceAll('@exo ', '') : text, command: meant }) });
}

/** The command exists but was used differently. */
export async function sayMisused(context: CommandContext, command: CommandInfo, remark: string): Promise<void> {
  const personal = context.command.place.kind === 'personal';
  const { examples } = command;
  await context.reply({ card: helpCommandCard({ command: helpCommand(command), personal, examples, remark }) });
}

const ELSE =
  'All tenants: @exo status. Some of them: @exo status with needs, mine, waiting, ready, expiring 30, server <name>, or a part of a name.';

/**
 * No such tenant or run, or a tenant in which exo has not done anything yet.
 * @param more what else could have been meant
 */
export async function sayUnknownSubject(
  context: CommandContext,
  subject: string,
  more: readonly string[] = [],
): Promise<void> {
  const [tenant] = configuredTenant(context.bot.config, subject.toLowerCase()) ?? [];
  if (tenant) {
    const text = `There is no run for ${tenant} yet. Start one with @exo onboard ${tenant}.`;
    await context.reply({ card: noticeCard({ title: `${tenant} is not started`, text }) });
    return;
  }
  const near = await nearSubjects(context.bot, subject, more);
  const text = near.length > 0 ? `Near: ${listOf(near, 'or')}.` : ELSE;
  await context.reply({ card: noticeCard({ title: `No tenant and no run "${subject}"`, text }) });
}
