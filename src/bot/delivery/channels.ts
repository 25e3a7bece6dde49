import { isGroupId } from '../../runs/groups/group.ts';
import type { Bot } from '../bot.ts';
import { channelKey } from '../chat/chat.ts';
import { beginPlaceOf } from '../records/begin-place.ts';
import type { Locks } from './lock/locks.ts';
import { isUrgent } from './priority.ts';

/** All cards of a channel share Teams' budget of 60 messages in 30 s; one change a second leaves half of it. */
const SLOT_MS = 1000;
/** Another process changes a card there right now. */
const TAKEN_MS = 250;

/** A run whose card waits to be written. */
export interface Waiting {
  readonly id: string;
  readonly channel: string;
  /** Written before the others. */
  readonly urgent: boolean;
}

/** What a process knows of runs that wait for their channel, so that each is read once and not in every turn. */
export interface Channels {
  /**
   * The run as it waits, read unless known. `not-yet`: its channel may not be written. `newer`: only a newer version can read the
   * run.
   */
  ready(id: string): Promise<Waiting | 'not-yet' | 'no-card' | 'newer'>;
  /** Takes the next moment in which a card of the channel may be changed. */
  takeSlot(channel: string): Promise<boolean>;
  /** The run has changed, or its card is written now. */
  forget(id: string): void;
  /** Forgets runs that do not wait any more. */
  keepOnly(ids: readonly string[]): void;
  /** When the first channel that somebody waited for may be written again, milliseconds since 1970. */
  nextFree(): number | undefined;
}

/** What is asked about a run and its place in chat. */
export interface Places extends Pick<Bot, 'now'> {
  readonly store: Pick<Bot['store'], 'read'>;
  readonly records: Pick<Bot['records'], 'runCard'> & Partial<Pick<Bot['records'], 'groupCard'>>;
  readonly groups?: Pick<Bot['groups'], 'read'>;
  readonly config: Pick<Bot['config'], 'homeChannel'>;
}

export function createChannels(bot: Places, locks: Pick<Locks, 'takeSlot'>): Channels {
  const known = new Map<string, Waiting>();
  const free = new Map<string, number>();

  function isFree(channel: string): boolean {
    const left = (free.get(channel) ?? 0) - bot.now();
    // Further away than a slot lasts: the clock was set back.
    return left <= 0 || left > SLOT_MS;
  }

  async function learn(id: string): Promise<Waiting | 'no-card' | 'newer'> {
    if (isGroupId(id)) return learnGroup(id);
    const read = await bot.store.read(id);
    if (read && !read.ok && read.newer) return 'newer';
    const run = read?.ok ? read.value : undefined;
    const place = run && ((await bot.records.runCard(run))?.place ?? beginPlaceOf(run, bot.config));
    if (!place) return 'no-card';
    const waiting = { id, channel: channelKey(place), urgent: isUrgent(run) };
    known.set(id, waiting);
    return waiting;
  }

  async function learnGroup(id: string): Promise<Waiting | 'no-card' | 'newer'> {
    const read = await bot.groups?.read(id);
    if (read && !read.ok && read.newer) return 'newer';
    const posted = read?.ok ? await bot.records.groupCard?.(read.value) : undefined;
    if (!posted) return 'no-card';
    const waiting = { id, channel: channelKey(posted.place), urgent: true };
    known.set(id, waiting);
    return waiting;
  }

  return {
    async ready(id) {
      const before = known.get(id);
      if (before && !isFree(before.channel)) return 'not-yet';
      const waiting = before ?? (await learn(id));
      if (waiting === 'no-card' || waiting === 'newer') return waiting;
      return isFree(waiting.channel) ? waiting : 'not-yet';
    },
    async takeSlot(channel) {
      const taken = await locks.takeSlot(channel, SLOT_MS);
      free.set(channel, bot.now() + (taken ? SLOT_MS : TAKEN_MS));
      return taken;
    },
    forget(id) {
      known.delete(id);
    },
    keepOnly(ids) {
      const waiting = new Set(ids);
      for (const id of known.keys()) if (!waiting.has(id)) known.delete(id);
      for (const channel of free.keys()) if (isFree(channel)) free.delete(channel);
    },
    nextFree() {
      const channels = new Set([...known.values()].map(({ channel }) => channel));
      const moments = [...channels].flatMap((channel) => free.get(channel) ?? []);
      return moments.length > 0 ? Math.min(...moments) : undefined;
    },
  };
}
