import { traced } from '../../../process/tracing/traced.ts';
import type { Run } from '../../../runs/run.ts';
import { tenantOf } from '../../../runs/store/trace-commits.ts';
import type { Bot } from '../../bot.ts';
import type { OutgoingMessage } from '../../chat/chat.ts';
import { ChatError } from '../../chat/chat-error.ts';
import { askApproval, closeApproval } from '../cards/approval-message.ts';
import { adminsBeside } from '../cards/reach.ts';
import { isLongOver } from '../priority.ts';
import { type DueNotice, dropNotice, postponeNotice } from './notices.ts';
import { type LineNotice, tellsAdmins, threadLine } from './thread-line.ts';

const TRANSIENT_MS = 10_000;
const GONE_MS = 15 * 60_000;

/** Posts the notices of one run in their order; what cannot be posted now waits, with everything after it. */
export async function postNotices(bot: Bot, runId: string, notices: readonly DueNotice[]): Promise<void> {
  const run = await bot.store.get(runId);
  for (const notice of notices) {
    try {
      if (run && !(await bot.records.wasPosted(run.id, notice.id))) {
        const work = { name: `notice ${notice.notice.kind}`, run: runId, attributes: tenantOf(run.request) };
        await traced(bot.tracing, bot.now, work, () => post(bot, run, notice));
        await bot.records.markPosted(run.id, notice.id);
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

async function post(bot: Bot, run: Run, { notice }: DueNotice): Promise<void> {
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

/** One line for the thread, with those mentioned whom it names; undefined when it is out of date. */
async function lineFor(bot: Bot, run: Run, notice: LineNotice): Promise<OutgoingMessage | undefined> {
  const { requester } = run.request;
  const beside = tellsAdmins(notice) ? await adminsBeside(bot, requester) : [];
  const [person, ...admins] = await bot.people.find([requester, ...beside]);
  const text = person && threadLine(run, notice, person, admins);
  if (!text) return undefined;
  const mentions = [person, ...admins].flatMap(({ mention }) => mention ?? []);
  return { text, ...(mentions.length > 0 ? { mentions } : {}) };
}
