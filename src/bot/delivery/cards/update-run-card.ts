import { traced } from '../../../process/tracing/traced.ts';
import { tenantOf } from '../../../runs/store/trace-commits.ts';
import type { Bot } from '../../bot.ts';
import { runCard } from '../../cards/index.ts';
import { ChatError } from '../../chat/chat-error.ts';
import { runView } from '../../views/run-view.ts';
import type { Lease } from '../lock/run-lock.ts';
import { NEWER_MS } from '../newer.ts';
import { isLongOver } from '../priority.ts';
import type { RedrawQueue } from '../redraw-queue.ts';
import { closeApprovals, keepApproval } from './approval-message.ts';
import { beginThread } from './begin-thread.ts';
import { writeRunCard } from './run-message.ts';
import { nextLook, signatureOf } from './what-shows.ts';

const TRANSIENT_MS = 5_000;
const GONE_MS = 15 * 60_000;

/** Brings the live card of a run up to date, and says when it must be looked at again without a change of the run. */
export async function updateRunCard(from: Bot, queue: RedrawQueue, runId: string, lease: Lease): Promise<void> {
  const bot = { ...from, chat: lease.chat };
  const wishes = await bot.records.wishes(runId);
  const read = await bot.store.read(runId);
  if (read && !read.ok && read.newer) return queue.postpone(runId, bot.now() + NEWER_MS);
  if (!read?.ok) return queue.drop(runId);
  const run = read.value;
  const view = await runView(bot, run);
  try {
    const posted = (await bot.records.runCard(run)) ?? (await beginThread(bot, run));
    if (!posted) return await queue.drop(runId);
    const signature = signatureOf(run, view, wishes, posted.messageId);
    if (lease.isUnsettled || (await bot.records.shown(runId)) !== signature) {
      const work = {
        name: 'card run',
        run: runId,
        attributes: { ...tenantOf(run.request), 'exo.version': run.version },
      };
      const written = await traced(bot.tracing, bot.now, work, () =>
        writeRunCard(bot, run, posted, runCard(run, view)),
      );
      await keepApproval(bot, run);
      if (lease.isUnsettled) await closeApprovals(bot, run);
      await bot.records.saveShown(runId, signatureOf(run, view, wishes, written.messageId));
      lease.madeGood();
    }
    await queue.done(runId, run.version, bot.now());
    // A wish of this very moment may have lost its mark to the line above.
    const wished = (await bot.records.wishes(runId)) !== wishes;
    const next = wished ? bot.now() : nextLook(run, bot.now());
    if (next !== undefined) await queue.lookAgain(runId, next);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const about = { run: runId, err: error, advice: error.advice };
    bot.logger[error.kind === 'transient' ? 'warn' : 'error'](about, 'run card could not be changed');
    // The mark moves to a later moment, so that one unreachable conversation does not keep the loop busy.
    if (error.kind !== 'transient' && isLongOver(run, bot.now())) return await queue.giveUp(runId);
    const pause = error.kind === 'transient' ? (error.retryAfterMs ?? TRANSIENT_MS) : GONE_MS;
    await queue.postpone(runId, bot.now() + pause);
  }
}
