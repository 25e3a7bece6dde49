import { accept, driftCode, driftHash } from '../../../runs/drift/acceptances.ts';
import { driftIn } from '../../../runs/drift/open-drift.ts';
import { noticeCard } from '../../cards/index.ts';
import { dateOf } from '../../cards/time.ts';
import type { CommandContext } from '../../spec/command.ts';
import { clockOf } from '../../views/clock.ts';

const DAY_MS = 86_400_000;

interface Wish {
  readonly check: string;
  /** `driftCode` of it, as it stands on the card. */
  readonly change: string;
  readonly days: number;
  readonly reason: string;
}

/** Notes down who accepted a change, why and until when; the watch is silent about it until then. */
export async function acceptDrift({ check, change, days, reason }: Wish, context: CommandContext): Promise<void> {
  const { bot, command, reply, once } = context;
  const run = await bot.store.get(check);
  const [finding, other] = run ? driftIn(run).open.filter((each) => driftCode(each) === change) : [];
  if (other) {
    const text = `Two changes in ${check} have the name ${change}, which does not happen by chance: somebody made them so. Ask the customer to remove both.`;
    await reply({ card: noticeCard({ title: 'Nothing was accepted', text }) });
    return;
  }
  if (!run || !finding) {
    const text = `exo knows no change ${change} of a check ${check}. What a check found: @exo check <tenant>; both names stand on its card under "Accept".`;
    await reply({ card: noticeCard({ title: 'Nothing was accepted', text }) });
    return;
  }
  const at = bot.now();
  const until = at + days * DAY_MS;
  const { id: tenantId, label } = run.request.tenant;
  const by = { id: command.speaker.id ?? '', name: command.speaker.name };
  await once('accepted', async () => {
    const acceptance = { tenantId, code: driftHash(finding), text: finding.text, by, reason, at, until };
    await accept({ redis: bot.redis, keys: bot.keys, sealed: bot.sealed }, run.id, acceptance);
    bot.logger.warn({ tenant: tenantId, change, by: by.id, until }, 'a change in a tenant was accepted');
  });
  const text = `${finding.text} Accepted by ${by.name} until ${dateOf(until, clockOf(bot))}, because: ${reason}. If it is still there then, exo tells you again.`;
  await reply({ card: noticeCard({ title: `Accepted in ${label}`, text }) });
}
