import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Permission } from '../../contracts/permissions.ts';
import type { Keys } from '../../process/keys.ts';
import type { RecordSeal } from '../../process/record-seal.ts';
import type { ApprovalSubject } from '../../runs/approval.ts';
import type { Run } from '../../runs/run.ts';
import { channelKey } from '../channel-key.ts';
import type { ChatPlace } from '../chat.ts';
import { Posted, runPlaceOf } from './run-place.ts';

const Subject: z.ZodType<ApprovalSubject> = z.object({
  tenantId: z.string(),
  domain: z.string(),
  tenantName: z.string(),
  appId: z.string(),
  applicationName: z.string(),
  servicePrincipalId: z.string(),
  permissions: z.array(Permission),
  role: z.string().nullable(),
  foreignCredentials: z.array(z.string()),
  requester: z.string(),
});

/** An approval card as it was posted: it decides about exactly this plan. */
export const PostedApproval = Posted.extend({ planHash: z.string(), subject: Subject });
export type PostedApproval = z.infer<typeof PostedApproval>;

/** The messages that show a run in chat, kept with the run. */
export interface ChatRecords {
  /** Remembers the address that Teams speaks from in this conversation. */
  noteAddress(place: ChatPlace): Promise<void>;
  runCard(run: Run): Promise<Posted | undefined>;
  /** From now on another message is the live card. */
  moveRunCard(runId: string, to: Posted): Promise<void>;
  approval(runId: string, round: number): Promise<PostedApproval | undefined>;
  saveApproval(runId: string, round: number, posted: PostedApproval): Promise<void>;
  /** What the live card showed last; see `signatureOf`. */
  drawn(runId: string): Promise<string | undefined>;
  saveDrawn(runId: string, signature: string): Promise<void>;
  /** Whether a notice was posted already. */
  wasSaid(runId: string, notice: string): Promise<boolean>;
  markSaid(runId: string, notice: string): Promise<void>;
}

/** @param seal a changed address would send the bot's own tokens to somebody else */
export function createChatRecords(redis: Redis, keys: Keys, seal: RecordSeal): ChatRecords {
  const addresses = `${keys.prefix}:service-urls`;
  async function read<S extends z.ZodType>(runId: string, field: string, schema: S): Promise<z.infer<S> | undefined> {
    const value = await redis.hget(keys.chat(runId), field);
    return value ? schema.parse(JSON.parse(seal.open(`chat ${runId} ${field}`, value))) : undefined;
  }
  async function write(runId: string, field: string, value: unknown): Promise<void> {
    await redis.hset(keys.chat(runId), field, seal.protect(`chat ${runId} ${field}`, JSON.stringify(value)));
  }
  /** Teams may move a conversation to another address; the newest one that it spoke from holds. */
  async function atNewestAddress<P extends Posted>(posted: P | undefined): Promise<P | undefined> {
    const channel = posted && channelKey(posted.place);
    const value = channel && (await redis.hget(addresses, channel));
    if (!value) return posted;
    return { ...posted, place: { ...posted.place, serviceUrl: seal.open(`address ${channel}`, value) } };
  }
  return {
    async noteAddress(place) {
      const channel = channelKey(place);
      await redis.hset(addresses, channel, seal.protect(`address ${channel}`, place.serviceUrl));
    },
    runCard: async (run) => atNewestAddress((await read(run.id, 'runCard', Posted)) ?? runPlaceOf(run)?.runCard),
    moveRunCard: (runId, to) => write(runId, 'runCard', to),
    approval: async (runId, round) => atNewestAddress(await read(runId, `approval:${round}`, PostedApproval)),
    saveApproval: (runId, round, posted) => write(runId, `approval:${round}`, posted),
    drawn: async (runId) => (await redis.hget(keys.chat(runId), 'drawn')) ?? undefined,
    saveDrawn: async (runId, signature) => {
      await redis.hset(keys.chat(runId), 'drawn', signature);
    },
    wasSaid: async (runId, notice) => (await redis.hexists(keys.chat(runId), `said:${notice}`)) === 1,
    markSaid: (runId, notice) => write(runId, `said:${notice}`, Date.now()),
  };
}
