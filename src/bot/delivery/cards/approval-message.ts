import type { Run } from '../../../runs/run.ts';
import type { Bot } from '../../bot.ts';
import { approvalCard, approvalDecidedCard, type OpenGate, replacedCard } from '../../cards/index.ts';
import type { ChatPlace } from '../../chat/chat.ts';
import { isDeleted } from '../../chat/chat-error.ts';
import { messageLink } from '../../chat/message-link.ts';
import type { PostedApproval } from '../../records/chat-records.ts';
import { runView } from '../../views/run-view.ts';
import { writeCardsAgain } from '../redraw-queue.ts';
import { reachApprovers } from './reach.ts';

/** Posts the approval card of a round, once. */
export async function askApproval(bot: Bot, run: Run, round: number): Promise<void> {
  const gate = openGate(run);
  const card = await bot.records.runCard(run);
  if (gate?.round !== round || !card || (await bot.records.approval(run.id, round))) return;
  await postApproval(bot, run, gate, card.place);
}

/** Writes the open approval card again; where somebody deleted it, a new one takes its place and the old one counts no more. */
export async function keepApproval(bot: Bot, run: Run): Promise<void> {
  const gate = openGate(run);
  const posted = gate && (await bot.records.approval(run.id, gate.round));
  if (!gate || !posted) return;
  const place = (await bot.records.runCard(run))?.place ?? posted.place;
  const about = { run: run.id, round: gate.round };
  if (posted.place.kind === 'personal' && place.kind !== 'personal') {
    bot.logger.info(about, 'the run moved from a private chat to a channel, its approval follows');
    const messageId = await postApproval(bot, run, gate, place);
    await closeOld(bot, run, posted, messageLink(place, messageId, bot.config.organisation.cloud));
    return;
  }
  try {
    const card = approvalCard(run, gate, await runView(bot, run), posted.reach);
    await bot.chat.update(posted.place, posted.messageId, { card });
    await closeIfOver(bot, run.id, gate.round);
  } catch (error) {
    if (!isDeleted(error)) throw error;
    bot.logger.warn(about, 'the approval card was deleted, it is posted again');
    await postApproval(bot, run, gate, place);
  }
}

/** A process that stood still for long asks for what was decided meanwhile, and whoever closed its card came too early. */
async function closeIfOver(bot: Bot, runId: string, round: number): Promise<void> {
  const run = await bot.store.get(runId);
  if (run && openGate(run)?.round !== round) await closeApproval(bot, run, round);
}

/** Writes again on all approval cards of rounds that are over that they are. */
export async function closeApprovals(bot: Bot, run: Run): Promise<void> {
  const open = openGate(run)?.round;
  for (let round = 1; round <= (run.gate?.round ?? 0); round += 1) {
    if (round !== open) await closeApproval(bot, run, round);
  }
}

export async function closeApproval(bot: Bot, run: Run, round: number): Promise<void> {
  const posted = await bot.records.approval(run.id, round);
  if (!posted) return;
  const card = approvalDecidedCard(run, posted.subject, await runView(bot, run), round);
  try {
    await bot.chat.update(posted.place, posted.messageId, { card });
  } catch (error) {
    // What is gone needs no closing, and must not hold up what comes after it.
    if (!isDeleted(error)) throw error;
  }
}

/** Best effort: it does not count any more, whatever it shows. */
async function closeOld(
  bot: Bot,
  run: Run,
  { place, messageId }: PostedApproval,
  link: string | undefined,
): Promise<void> {
  const card = replacedCard({ what: `${run.id}, ${run.request.tenant.label}`, ...(link ? { link } : {}) });
  try {
    await bot.chat.update(place, messageId, { card });
  } catch (error) {
    bot.logger.warn({ run: run.id, err: error }, 'the old approval card could not be closed');
  }
}

/** Only a new message notifies anybody: whom, is settled here and stays with the card. */
async function postApproval(bot: Bot, run: Run, gate: OpenGate, place: ChatPlace): Promise<string> {
  const reach = place.kind === 'personal' ? undefined : await reachApprovers(bot, run, place);
  const card = approvalCard(run, gate, await runView(bot, run), reach);
  const messageId = await bot.chat.post(place, { card });
  const { round, planHash, subject } = gate;
  await bot.records.saveApproval(run.id, round, { place, messageId, planHash, subject, reach });
  await closeIfOver(bot, run.id, round);
  // The run card says who was told.
  await writeCardsAgain(bot, run.id);
  return messageId;
}

function openGate({ gate }: Run): OpenGate | undefined {
  return gate?.state === 'open' && gate.subject ? { ...gate, subject: gate.subject } : undefined;
}
