import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Subject } from '../../contracts/approval/approval.ts';
import type { RecordKind } from '../../process/records/record.ts';
import type { RecordSeal } from '../../process/records/record-seal.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { Group } from '../../runs/groups/group.ts';
import type { Run } from '../../runs/run.ts';
import type { ChatPlace } from '../chat/chat.ts';
import { channelKey } from '../chat/chat.ts';
import { POSTED, Posted, RunPlace, runPlaceOf } from './run-place.ts';

const StoredReach = z.object({
  mentions: z.array(z.object({ id: z.string(), name: z.string() })).readonly(),
  more: z.number(),
  missed: z.array(z.string()).readonly(),
  checked: z.boolean(),
  where: z.enum(['team', 'chat']),
});

/** An approval card as it was posted: it decides about exactly this subject. */
export const PostedApproval = Posted.extend({
  planHash: z.string(),
  /** undefined for a card of an earlier release. */
  subject: Subject.optional().catch(undefined),
  /** Who was told of it; undefined for a card of an earlier release. */
  reach: StoredReach.optional().catch(undefined),
});
export type PostedApproval = z.infer<typeof PostedApproval>;

/** An approval as one person opened it in place of another card: it counts for that person alone. */
export const OpenedApproval = PostedApproval.extend({ round: z.number().int(), person: z.string() });
export type OpenedApproval = z.infer<typeof OpenedApproval>;

const APPROVAL: RecordKind<PostedApproval> = { v: 1, schema: PostedApproval, upgrades: [] };
const OPENED: RecordKind<OpenedApproval> = { v: 1, schema: OpenedApproval, upgrades: [] };
/** Named `said:<notice>` in Redis. */
const POSTED_NOTICE: RecordKind<{ at: number }> = { v: 1, schema: z.strictObject({ at: z.number() }), upgrades: [] };

/** The messages that show a run in chat, kept with the run. */
export interface ChatRecords {
  /** Remembers the address that Teams speaks from in this conversation. */
  noteAddress(place: ChatPlace): Promise<void>;
  runCard(run: Run): Promise<Posted | undefined>;
  groupCard(group: Group): Promise<Posted | undefined>;
  /** From now on another message is the live card. */
  moveRunCard(runId: string, to: Posted): Promise<void>;
  approval(runId: string, round: number): Promise<PostedApproval | undefined>;
  saveApproval(runId: string, round: number, posted: PostedApproval): Promise<void>;
  /** What somebody opened last on a message. */
  opened(runId: string, messageId: string): Promise<OpenedApproval | undefined>;
  saveOpened(runId: string, opened: OpenedApproval): Promise<void>;
  /** What the live card showed last; see `signatureOf`. */
  shown(runId: string): Promise<string | undefined>;
  saveShown(runId: string, signature: string): Promise<void>;
  /** How often its cards were asked to be written again, changed or not. */
  wishes(runId: string): Promise<number>;
  noteWish(runId: string): Promise<void>;
  /** Whether a notice was posted already. */
  wasPosted(runId: string, notice: string): Promise<boolean>;
  markPosted(runId: string, notice: string): Promise<void>;
}

/**
 * @param records under the seal: a changed address would send the bot's own tokens to somebody else
 * @param now milliseconds since 1970
 */
export function createChatRecords(
  redis: Redis,
  keys: RedisKeys,
  seal: RecordSeal,
  records: SealedRecords,
  now: () => number,
): ChatRecords {
  const addresses = `${keys.prefix}:service-urls`;
  async function read<T>(kind: RecordKind<T>, runId: string, field: string): Promise<T | undefined> {
    const value = await redis.hget(keys.chat(runId), field);
    const found = value ? await records.open(kind, `chat ${runId} ${field}`, value) : undefined;
    return found?.ok ? found.value : undefined;
  }
  async function write<T>(kind: RecordKind<T>, runId: string, field: string, value: T): Promise<void> {
    await redis.hset(keys.chat(runId), field, records.seal(kind, `chat ${runId} ${field}`, value));
  }
  /** Teams may move a conversation to another address; the newest one that it spoke from holds. */
  async function atNewestAddress<P extends Posted>(posted: P | undefined): Promise<P | undefined> {
    const channel = posted && channelKey(posted.place);
    const value = channel && (await redis.hget(addresses, channel));
    const address = value ? await records.openText(`address ${channel}`, value) : undefined;
    return posted && address?.ok ? { ...posted, place: { ...posted.place, serviceUrl: address.value } } : posted;
  }
  return {
    async noteAddress(place) {
      const channel = channelKey(place);
      await redis.hset(addresses, channel, seal.protect(`address ${channel}`, place.serviceUrl));
    },
    runCard: async (run) => atNewestAddress((await read(POSTED, run.id, 'runCard')) ?? runPlaceOf(run)?.runCard),
    async groupCard({ id, place }) {
      const asked = RunPlace.safeParse(place);
      return atNewestAddress((await read(POSTED, id, 'runCard')) ?? (asked.success ? asked.data.runCard : undefined));
    },
    moveRunCard: (runId, to) => write(POSTED, runId, 'runCard', to),
    approval: async (runId, round) => atNewestAddress(await read(APPROVAL, runId, `approval:${round}`)),
    saveApproval: (runId, round, posted) => write(APPROVAL, runId, `approval:${round}`, posted),
    opened: (runId, messageId) => read(OPENED, runId, `opened:${messageId}`),
    saveOpened: (runId, opened) => write(OPENED, runId, `opened:${opened.messageId}`, opened),
    shown: async (runId) => (await redis.hget(keys.chat(runId), 'drawn')) ?? undefined,
    saveShown: async (runId, signature) => {
      await redis.hset(keys.chat(runId), 'drawn', signature);
    },
    wishes: async (runId) => Number((await redis.hget(keys.chat(runId), 'wishes')) ?? 0),
    noteWish: async (runId) => {
      await redis.hincrby(keys.chat(runId), 'wishes', 1);
    },
    wasPosted: async (runId, notice) => (await redis.hexists(keys.chat(runId), `said:${notice}`)) === 1,
    markPosted: (runId, notice) => write(POSTED_NOTICE, runId, `said:${notice}`, { at: now() }),
  };
}
