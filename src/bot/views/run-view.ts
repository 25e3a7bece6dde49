import { approvalAddress } from '../../runs/approval/page-address.ts';
import { isFinal, type Run } from '../../runs/run.ts';
import { holderNames } from '../access/people.ts';
import type { Bot } from '../bot.ts';
import type { RunView } from '../cards/index.ts';
import { consentUrl } from '../consent/link.ts';
import { absentServers } from './absent-servers.ts';
import { clockOf } from './clock.ts';
import { standstill } from './process-troubles.ts';

/** Everything that a card about a run shows besides the run itself. */
export async function runView(bot: Bot, run: Run): Promise<RunView> {
  const [journal, absent, url, asked, halt] = await Promise.all([
    bot.store.journal(run.id),
    isFinal(run) ? [] : absentServers(bot, run.request.servers),
    consentUrl(run, bot.consent, bot.authorityHost),
    run.gate?.state === 'open' ? bot.records.approval(run.id, run.gate.round) : undefined,
    isFinal(run) ? undefined : standstill(bot),
  ]);
  return {
    ...clockOf(bot),
    approvers: holderNames(bot.config.roles.approver),
    absentServers: absent,
    journal,
    ...(halt ? { standstill: halt } : {}),
    ...(asked?.reach ? { reach: asked.reach } : {}),
    ...(url ? { consentUrl: url } : {}),
    ...addressOf(bot, run),
  };
}

/** Where an approver signs in, while there is something to approve. */
function addressOf(bot: Bot, { id, gate }: Run): Pick<RunView, 'approvalUrl'> {
  const { pageUrl, proof } = bot.config.approval;
  if (proof !== 'sign-in' || !pageUrl || gate?.state !== 'open') return {};
  return { approvalUrl: approvalAddress(pageUrl, { run: id, round: gate.round, planHash: gate.planHash }) };
}
