import { isFinal, type Run } from '../../runs/run.ts';
import { holderNames } from '../access/people.ts';
import type { Bot } from '../bot.ts';
import type { RunView } from '../cards/index.ts';
import { consentUrl } from '../consent/link.ts';
import { absentServers } from './absent-servers.ts';
import { clockOf } from './clock.ts';

/** Everything that a card about a run shows besides the run itself. */
export async function runView(bot: Bot, run: Run): Promise<RunView> {
  const [journal, absent, url] = await Promise.all([
    bot.store.journal(run.id),
    isFinal(run) ? [] : absentServers(bot, run.request.servers),
    consentUrl(run, bot.consent, bot.authorityHost),
  ]);
  return {
    ...clockOf(bot),
    approvers: holderNames(bot.config.roles.approver),
    absentServers: absent,
    journal,
    ...(url ? { consentUrl: url } : {}),
  };
}
