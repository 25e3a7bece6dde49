import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../process/errors.ts';
import { createTrouble, type Trouble } from '../../process/log/trouble.ts';
import { listenToCommits } from '../../process/redis/wake.ts';
import { type Bell, createBell } from '../../process/time/bell.ts';
import { repeatUntil } from '../../process/time/repeat-until.ts';
import { isGroupId } from '../../runs/groups/group.ts';
import type { Bot } from '../bot.ts';
import { channelKey } from '../chat/chat.ts';
import { updateRunCard } from './cards/update-run-card.ts';
import { type Channels, createChannels, type Waiting } from './channels.ts';
import { createElsewhere, type Elsewhere } from './elsewhere.ts';
import { glance } from './glance.ts';
import { updateGroupCard } from './groups/update-group-card.ts';
import { createLocks, type Locks } from './lock/locks.ts';
import type { Lease } from './lock/run-lock.ts';
import { NEWER_MS, newerTrouble } from './newer.ts';
import { putAway, readNotices } from './notices/notices.ts';
import { postNotices } from './notices/post-notices.ts';
import { createRedrawQueue, type RedrawQueue } from './redraw-queue.ts';

/** Hints that come together are one turn. */
const GATHER_MS = 20;
/** Without a hint: soon at first, then ever more seldom. Hints may get lost. */
const LOOK_MIN_MS = 100;
const LOOK_MAX_MS = 4000;
const AFTER_ERROR_MS = 1000;
/** Another process writes for the run. */
const OTHERS_MS = 250;
const BATCH = 200;
/** Runs that are written for at the same time, in one channel and in all. */
const MOST_IN_CHANNEL = 5;
const MOST = 50;

/** What the loop keeps between turns. */
interface Delivery {
  readonly bot: Bot;
  readonly queue: RedrawQueue;
  readonly locks: Locks;
  readonly channels: Channels;
  readonly bell: Bell;
  /** Runs this process writes for right now. */
  readonly busy: Map<string, { readonly channel: string; readonly task: Promise<void> }>;
  readonly elsewhere: Elsewhere;
  /** Runs that could not be shown; each is tried again every second. */
  readonly unshown: Trouble;
  /** What a newer version wrote waits for it. */
  readonly newer: Trouble;
}

/**
 * Brings runs into chat: run cards are changed in place, notices become cards and lines in the thread. Commits wake it,
 * and moments; now and then it looks by itself. All of it follows from Redis, so any number of bot processes may do it,
 * and a restart loses nothing.
 * @param turned called after each turn in which nothing failed
 */
export function startDelivery(bot: Bot, turned?: () => void): AsyncDisposable {
  const { redis, keys, logger } = bot;
  const locks = createLocks(redis, keys, bot.chat, logger);
  const delivery: Delivery = {
    bot,
    queue: createRedrawQueue(redis, keys),
    locks,
    channels: createChannels(bot, locks),
    bell: createBell(),
    busy: new Map(),
    elsewhere: createElsewhere(OTHERS_MS, bot.now),
    unshown: createTrouble(
      logger,
      {
        begins: 'run could not be shown, trying again',
        lasts: 'runs still cannot be shown, trying again',
        over: 'runs are shown again',
      },
      { overWhenQuiet: true },
    ),
    newer: newerTrouble(bot),
  };
  const commits = listenToCommits(redis, keys, logger, (run) => {
    delivery.channels.forget(run);
    delivery.bell.ring();
  });
  const stopping = new AbortController();
  const ended = turnUntil(stopping.signal, delivery, turned);
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      delivery.bell.stop();
      await commits[Symbol.asyncDispose]();
      await ended;
      await Promise.all([...delivery.busy.values()].map(({ task }) => task));
      delivery.bell.stop();
      delivery.unshown.stop();
      delivery.newer.stop();
    },
  };
}

async function turnUntil(signal: AbortSignal, delivery: Delivery, turned?: () => void): Promise<void> {
  const { bot, bell } = delivery;
  const trouble = createTrouble(bot.logger, {
    begins: 'delivery turn failed, trying again',
    lasts: 'delivery turns still fail, trying again',
    over: 'delivery works again',
  });
  let look = LOOK_MIN_MS;
  const tryTurn = async () => {
    try {
      const next = await turn(delivery);
      trouble.over();
      turned?.();
      return Math.min(look, Math.max((next ?? Number.POSITIVE_INFINITY) - bot.now(), 0));
    } catch (error) {
      trouble.report({ err: error });
      return AFTER_ERROR_MS;
    }
  };
  await repeatUntil(signal, tryTurn, async (ms) => {
    await sleep(GATHER_MS);
    look = (await bell.rest(ms)) ? LOOK_MIN_MS : Math.min(look * 2, LOOK_MAX_MS);
  });
  trouble.stop();
}

/**
 * Its two parts do not depend on each other: what keeps notices back keeps no card back.
 * @returns when something is to be written next, as far as it is known, milliseconds since 1970
 */
async function turn(delivery: Delivery): Promise<number | undefined> {
  const { bot, channels } = delivery;
  const { runs, notices, next } = await glance(bot.redis, bot.keys, bot.now(), BATCH);
  const parts = await Promise.allSettled([beginNotices(delivery, notices), beginCards(delivery, runs)]);
  const failed = parts.flatMap((part) => (part.status === 'rejected' ? [part.reason] : []));
  if (failed.length > 0) throw new AggregateError(failed, failed.map(messageOf).join('; '));
  const moments = [next, channels.nextFree()].filter((each) => each !== undefined);
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

async function beginNotices(delivery: Delivery, members: readonly string[]): Promise<void> {
  const { bot, busy, bell, elsewhere, newer } = delivery;
  const byRun = await readNotices(bot, members, newer);
  // Those that were put off or set aside may have kept others out of sight.
  if ([...byRun.values()].flat().length < members.length) bell.ring();
  for (const [id, notices] of byRun) {
    if (busy.has(id) || busy.size >= MOST || elsewhere.has(id)) continue;
    const read = await bot.store.read(id);
    if (read && !read.ok) {
      await putAway(bot, notices, read, newer);
      continue;
    }
    const place = read && (await bot.records.runCard(read.value))?.place;
    begin(delivery, id, place ? channelKey(place) : '', ({ chat }) => postNotices({ ...bot, chat }, id, notices));
  }
}

/** What ended or needs somebody first, then in the order of their changes. */
async function beginCards(delivery: Delivery, ids: readonly string[]): Promise<void> {
  const { bot, queue, channels, busy, elsewhere, newer } = delivery;
  channels.keepOnly(ids);
  const ready: Waiting[] = [];
  for (const id of ids) {
    if (busy.has(id) || elsewhere.has(id)) continue;
    const waiting = await channels.ready(id);
    if (waiting === 'no-card') await queue.drop(id);
    else if (waiting === 'newer') {
      newer.report({ run: id });
      await queue.postpone(id, bot.now() + NEWER_MS);
    } else if (waiting !== 'not-yet') ready.push(waiting);
  }
  const taken = new Set<string>();
  for (const { id, channel } of ready.sort((a, b) => Number(b.urgent) - Number(a.urgent))) {
    if (taken.has(channel) || !hasRoom(delivery, id, channel)) continue;
    taken.add(channel);
    const update = isGroupId(id) ? updateGroupCard : updateRunCard;
    if (await channels.takeSlot(channel)) begin(delivery, id, channel, (lease) => update(bot, queue, id, lease));
  }
}

function hasRoom({ busy }: Delivery, runId: string, channel: string): boolean {
  const inChannel = [...busy.values()].filter((each) => each.channel === channel).length;
  return !busy.has(runId) && inChannel < MOST_IN_CHANNEL && busy.size < MOST;
}

/** Starts work for a run without waiting for it: a channel that is slow must not hold up the others. */
function begin(delivery: Delivery, runId: string, channel: string, work: (lease: Lease) => Promise<void>): void {
  const { busy, elsewhere, locks, channels, bell, unshown } = delivery;
  if (!hasRoom(delivery, runId, channel)) return;
  channels.forget(runId);
  const task = locks
    .withRun(runId, work)
    .then((done) => {
      if (!done) elsewhere.note(runId);
      bell.ringIn(done ? 0 : OTHERS_MS);
    })
    .catch((error: unknown) => {
      unshown.report({ run: runId, err: error });
      bell.ringIn(AFTER_ERROR_MS);
    })
    .finally(() => busy.delete(runId));
  busy.set(runId, { channel, task });
}
