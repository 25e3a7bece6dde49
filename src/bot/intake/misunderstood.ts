import { didYouMeanCard, helpCommandCard, noticeCard } from '../cards/index.ts';
import { listOf } from '../cards/text.ts';
import type { CommandContext, CommandInfo } from '../commands/spec.ts';
import { nearest } from '../language/nearest.ts';
import { helpCommand } from '../views/help-view.ts';
import { subjects } from './find-run.ts';

/** No such command: the one that was meant, where it can be told. */
export async function sayUnknown(context: CommandContext, said: string, suggestion: string | undefined): Promise<void> {
  await context.reply({ card: didYouMeanCard({ said, suggestion }) });
}

/** The command exists but was used differently. */
export async function sayMisused(context: CommandContext, command: CommandInfo, remark: string): Promise<void> {
  const personal = context.command.place.kind === 'personal';
  const { examples } = command;
  await context.reply({ card: helpCommandCard({ command: helpCommand(command), personal, examples, remark }) });
}

/** No such tenant or run. */
export async function sayUnknownSubject(context: CommandContext, subject: string): Promise<void> {
  const near = nearest(subject, await subjects(context.bot));
  const text = near.length > 0 ? `Near: ${listOf(near, 'or')}.` : 'All tenants: @exo status.';
  await context.reply({ card: noticeCard({ title: `No tenant and no run "${subject}"`, text }) });
}
