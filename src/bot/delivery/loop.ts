import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../process/errors.ts';
import { createTrouble, type Trouble } from '../../process/trouble.ts';
import { isFinal, type Run } from '../../runs/run.ts';
import type { Bot } from '../bot.ts';
import { channelKey } from '../channel-key.ts';
import type { ChatPlace } from '../chat.ts';
import { createDirtyRuns, type DirtyRuns } from './dirty.ts';
import { drawRunCard } from './draw.ts';
import { createLocks, type Locks } from './locks.ts';
import { type DueNotice, dueNotices, setAsideNotices } from './notices.ts';
import { sayNotices } from './say.ts';

const IDLE_MS = 150;
const AFTER_ERROR_MS = 1000;
const BATCH = 200;
/** Runs that are written for at the same time, in one channel and in all. */
const MOST_IN_CHANNEL = 5;
const MOST = 50;
/** All cards of a channel share Teams' budget of 60 messages in 30 s; one change a second leaves half of it. */
const SLOT_MS = 1000;

/** What the loop keeps between turns. */
interface Delivery {
  readonly bot: Bot;
  readonly dirty: DirtyRuns;
  readonly locks: Locks;
  /** Runs this process writes for right now. */
  readonly busy: Map<string, { readonly channel: string; readonly task: Promise<void> }>;
  /** Runs that could not be shown; each is tried again many times a second. */
  readonly unshown: Trouble;
}

/**
 * Brings runs into chat: run cards are changed in place, notices become cards and lines in the thread. All of it
 * follows from Redis, so any number of bot processes may do it, and a restart loses nothing.
 * @param turned called after each turn in which nothing failed
 */
export function startDelivery(bot: Bot, turned?: () => void): AsyncDisposable {
  const delivery: Delivery = {
    bot,
    dirty: createDirtyRuns(bot.redis, bot.keys),
    locks: createLocks(bot.redis, bot.keys, bot.logger),
    busy: new Map(),
    unshown: createTrouble(
      bot.logger,
      {
        begins: 'run could not be shown, trying again',
        lasts: 'runs still cannot be shown, trying again',
        over: 'runs are shown again',
      },
      { overWhenQuiet: true },
    ),
  };
  const stopping = new AbortController();
  const ended = turnUntil(stopping.signal, delivery, turned);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await ended;
      await Promise.all([...delivery.busy.values()].map(({ task }) => task));
      delivery.unshown.stop();
    },
  };
}

async function turnUntil(signal: AbortSignal, delivery: Delivery, turned?: () => void): Promise<void> {
  const trouble = createTrouble(delivery.bot.logger, {
    begins: 'delivery turn failed, trying again',
    lasts: 'delivery turns still fail, trying again',
    over: 'delivery works again',
  });
  while (!signal.aborted) {
    let pause = IDLE_MS;
    try {
      await turn(delivery);
      trouble.over();
      turned?.();
    } catch (error) {
      trouble.report({ err: error });
      pause = AFTER_ERROR_MS;
    }
    await sleep(pause, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  trouble.stop();
}

/** Its two parts do not depend on each other: what keeps notices back keeps no card back. */
async function turn(delivery: Delivery): Promise<void> {
  const parts = await Promise.allSettled([postNotices(delivery), drawCards(delivery)]);
  const failed = parts.flatMap((part) => (part.status === 'rejected' ? [part.reason] : []));
  if (failed.length > 0) throw new AggregateError(failed, failed.map(messageOf).join('; '));
}

async function postNotices(delivery: Delivery): Promise<void> {
  const { bot } = delivery;
  for (const [id, notices] of await dueNotices(bot, BATCH)) {
    const read = await bot.store.read(id);
    if (read && !read.ok) {
      const why = `its run cannot be read: ${read.why}`;
      await setAsideNotices(
        bot,
        notices.map(({ member }) => ({ member, why })),
      );
      continue;
    }
    const place = read && (await bot.records.runCard(read.value))?.place;
    begin(delivery, id, place, () => say(delivery, id, notices));
  }
}

async function drawCards(delivery: Delivery): Promise<void> {
  const { bot, dirty } = delivery;
  await dirty.wake(bot.now());
  const taken = new Set<string>();
  for (const run of await findDirty(delivery)) {
    const place = (await bot.records.runCard(run))?.place;
    if (!place) {
      await dirty.forget(run.id);
    } else if (!delivery.busy.has(run.id) && (await takeSlot(delivery, place, taken))) {
      begin(delivery, run.id, place, () => drawRunCard(bot, dirty, run.id));
    }
  }
}

/** Starts work for a run without waiting for it: a channel that is slow must not hold up the others. */
function begin(delivery: Delivery, runId: string, place: ChatPlace | undefined, work: () => Promise<void>): void {
  const { busy, locks, unshown } = delivery;
  const channel = place ? channelKey(place) : '';
  const inChannel = [...busy.values()].filter((each) => each.channel === channel).length;
  if (busy.has(runId) || inChannel >= MOST_IN_CHANNEL || busy.size >= MOST) return;
  const task = locks
    .withRun(runId, work)
    .then(
      () => undefined,
      (error: unknown) => unshown.report({ run: runId, err: error }),
    )
    .finally(() => busy.delete(runId));
  busy.set(runId, { channel, task });
}

async function say(delivery: Delivery, runId: string, notices: readonly DueNotice[]): Promise<void> {
  const run = await delivery.bot.store.get(runId);
  await sayNotices(delivery.bot, run, notices);
}

/** Runs to draw: what ended or needs somebody first, then in the order of their changes. */
async function findDirty(delivery: Delivery): Promise<Run[]> {
  const found: Run[] = [];
  for (const id of await delivery.dirty.list(BATCH)) {
    const run = await delivery.bot.store.get(id);
    if (run) found.push(run);
    else await delivery.dirty.forget(id);
  }
  return found.sort((a, b) => Number(isUrgent(b)) - Number(isUrgent(a)));
}

function isUrgent(run: Run): boolean {
  return isFinal(run) || run.state === 'needs-person';
}

async function takeSlot(delivery: Delivery, place: ChatPlace, taken: Set<string>): Promise<boolean> {
  const channel = channelKey(place);
  if (taken.has(channel)) return false;
  taken.add(channel);
  return delivery.locks.takeSlot(channel, SLOT_MS);
}
