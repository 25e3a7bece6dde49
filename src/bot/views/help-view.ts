import type { RoleName } from '../../process/config/exo-config.ts';
import { hasRight } from '../../runs/rights.ts';
import type { Bot } from '../bot.ts';
import type { HelpCommand, HelpView, WelcomeView } from '../cards/index.ts';
import type { ChatPlace } from '../chat/chat.ts';
import type { CommandInfo } from '../spec/command.ts';

export interface HelpFor {
  readonly commands: readonly CommandInfo[];
  readonly roles: readonly RoleName[];
  readonly place: ChatPlace;
  readonly more?: boolean;
}

/** Help for one person: only what they may do. */
export function helpView({ commands, roles, place, more = false }: HelpFor): HelpView {
  const personal = place.kind === 'personal';
  const allowed = commands.filter(
    (command) => (!command.right || hasRight(roles, command.right)) && (!personal || command.personalToo),
  );
  return { speakerRoles: roles, personal, commands: allowed.map(helpCommand), more };
}

export function helpCommand({ name, usage, summary, examples }: CommandInfo): HelpCommand {
  return { usage: [name, usage].filter(Boolean).join(' '), summary, example: examples[0] ?? name };
}

export function welcomeView(bot: Bot, commands: readonly CommandInfo[]): WelcomeView {
  const { organisation, roles } = bot.config;
  const missing = [
    ...(roles.approver.length === 0 ? ['No approvers are configured: nobody can approve. See Go live, step 4.'] : []),
    ...(roles.requester.length + roles.admin.length === 0
      ? ['No requesters are configured: nobody can ask for a run. See roles in exo.config.yaml.']
      : []),
    ...(bot.config.publicUrl ? [] : ['publicUrl is not configured: mode link cannot be used.']),
  ];
  return { organisation: organisation.name, missing, commands: commands.map(helpCommand) };
}
