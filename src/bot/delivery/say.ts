import { withServer } from '../../runs/named-failure.ts';
import { findStep, type Run } from '../../runs/run.ts';
import type { NamedPerson } from '../access/people.ts';
import type { Bot } from '../bot.ts';
import { unmarked } from '../cards/text.ts';
import type { OutgoingMessage } from '../chat/chat.ts';
import { ChatError } from '../chat/chat-error.ts';
import { askApproval, closeApproval } from './approval-message.ts';
import { isLongOver } from './long-over.ts';
import { type DueNotice, dropNotice, postponeNotice } from './notices.ts';

const TRANSIENT_MS = 10_000;
const GONE_MS = 15 * 60_000;

/** Posts the notices of one run in their order; what cannot be posted now waits, with everything after it. */
export async function sayNotices(bot: Bot, run: Run | undefined, notices: readonly DueNotice[]): Promise<void> {
  for (const notice of notices) {
    try {
      if (run && !(await bot.records.wasSaid(run.id, notice.id))) {
        await say(bot, run, notice);
        await bot.records.markSaid(run.id, notice.id);
      }
      await dropNotice(bot, notice);
    } catch (error) {
      if (!(await settleFailure(bot, run, notice, error))) return;
    }
  }
}

/** @returns whether the next notice may be tried */
async function settleFailure(bot: Bot, run: Run | undefined, notice: DueNotice, error: unknown): Promise<boolean> {
  const about = { run: notice.run, notice: notice.notice.kind, err: error };
  if (error instanceof ChatError && error.kind === 'faulty') {
    bot.logger.error({ ...about, advice: error.advice }, 'notice dropped: Teams does not accept it');
    await dropNotice(bot, notice);
    return true;
  }
  const gone = error instanceof ChatError && error.kind === 'gone';
  const [advice, pause] = error instanceof ChatError ? [error.advice, error.retryAfterMs] : [];
  if (gone && isLongOver(run, bot.now())) {
    bot.logger.error({ ...about, advice }, 'notice dropped: the conversation cannot be written to');
    await dropNotice(bot, notice);
    return true;
  }
  bot.logger.warn({ ...about, advice }, gone ? 'the conversation cannot be written to' : 'notice not posted yet');
  await postponeNotice(bot, notice, bot.now() + (gone ? GONE_MS : (pause ?? TRANSIENT_MS)));
  return false;
}

async function say(bot: Bot, run: Run, { notice }: DueNotice): Promise<void> {
  switch (notice.kind) {
    case 'approval-asked':
      return askApproval(bot, run, notice.round);
    case 'approval-closed':
      return closeApproval(bot, run, notice.round);
    default: {
      const line = await lineFor(bot, run, notice);
      const card = await bot.records.runCard(run);
      if (line && card) await bot.chat.post(card.place, line);
    }
  }
}

type LineNotice = Exclude<DueNotice['notice'], { kind: 'approval-asked' | 'approval-closed' }>;

/** One line for the thread, with the requester mentioned; undefined when it is out of date. */
async function lineFor(bot: Bot, run: Run, notice: LineNotice): Promise<OutgoingMessage | undefined> {
  if (run.request.kind === 'plan') return undefined;
  const [person] = await bot.people.find([run.request.requester]);
  const text = person && textFor(run, notice, called(person));
  if (!text) return undefined;
  return { text, ...(person.mention ? { mentions: [person.mention] } : {}) };
}

function textFor(run: Run, notice: LineNotice, requester: string): string | undefined {
  const label = unmarked(run.request.tenant.label);
  switch (notice.kind) {
    case 'switch-asked': {
      const step = findStep(run, 'await-switch');
      if (step?.state !== 'running') return undefined;
      const refused = step.error ? `${unmarked(step.error.message)} ` : '';
      return `${refused}${requester}, enter the new certificate of ${label} in ServiceNow: its thumbprint is on the card above.`;
    }
    case 'switch-reminder': {
      const days = notice.days === 1 ? '1 day' : `${notice.days} days`;
      const isProved = findStep(run, 'await-switch')?.state === 'running';
      const what = isProved ? 'enter the new one in ServiceNow (card above)' : 'its renewal is stuck (card above)';
      return `${requester}, the certificate of ${label} ends in ${days}: ${what}.`;
    }
    case 'finished':
      return finishedText(run, label, requester);
    case 'closed':
      return `${run.id} was ${run.state} by ${unmarked(run.closedBy?.name ?? 'somebody')}. ${requester}`;
    case 'needs-person': {
      const step = findStep(run, notice.step);
      if (step?.state !== 'failed') return undefined;
      return `${requester} ${needsText(run, label)}: ${unmarked(withServer(run, step, step.error?.message ?? 'a step failed.'))} (card above)`;
    }
  }
}

function finishedText({ request }: Run, label: string, requester: string): string | undefined {
  switch (request.kind) {
    case 'rotate':
      return `${label} uses the new certificate everywhere; the old one is erased. ${requester}`;
    case 'onboard':
      return `${label} is ready. ${requester}, the values for ServiceNow are on the card.`;
    case 'suspend':
      return `${label} is suspended by ${requester}. Until when tokens live on is on the card.`;
    case 'offboard':
      return `${label} is taken out. ${requester}, what was removed and what remains is on the card.`;
    case 'resume':
      return `${label} is resumed. ${requester}, what was proved is on the card.`;
    case 'plan':
      return undefined;
  }
}

function needsText({ request }: Run, label: string): string {
  return request.kind === 'suspend' ? `${label} is NOT suspended yet` : `${label} needs you`;
}

function called(person: NamedPerson): string {
  return person.mention ? `<at>${person.mention.name}</at>` : unmarked(person.name);
}
