import { z } from 'zod';
import { Guid, TenantId } from '../../../contracts/ids.ts';
import type { ChatPlace, Speaker } from '../../chat/chat.ts';

const Mention = z.object({
  type: z.literal('mention'),
  text: z.string().optional(),
  mentioned: z.object({ id: z.string(), name: z.string().optional() }),
});

/** What we read of an activity that Teams sent. Everything else in it is ignored. */
export const TeamsActivity = z.object({
  type: z.string(),
  id: z.string().nullish(),
  name: z.string().optional(),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  action: z.string().optional(),
  replyToId: z.string().optional(),
  channelId: z.string(),
  serviceUrl: z.string(),
  from: z.object({ id: z.string(), name: z.string().optional(), aadObjectId: z.string().optional() }),
  recipient: z.object({ id: z.string(), name: z.string().optional() }),
  conversation: z.object({
    id: z.string(),
    conversationType: z.string().optional(),
    isGroup: z.boolean().optional(),
    tenantId: z.string().optional(),
  }),
  channelData: z
    .object({ tenant: z.object({ id: z.string() }).nullish(), eventType: z.string().nullish() })
    .nullish()
    .catch(undefined),
  entities: z.array(z.unknown()).nullish(),
  membersAdded: z.array(z.object({ id: z.string() })).nullish(),
});
export type TeamsActivity = z.infer<typeof TeamsActivity>;

/** Names under which the bot is mentioned in this activity. */
export function botNames(activity: TeamsActivity): string[] {
  const names = (activity.entities ?? []).flatMap((entity) => {
    const mention = Mention.safeParse(entity);
    if (!mention.success || mention.data.mentioned.id !== activity.recipient.id) return [];
    return [mention.data.mentioned.name, mention.data.text?.replace(/<[^>]*>/g, '')];
  });
  return [...names, activity.recipient.name].flatMap((name) => (name?.trim() ? [name] : []));
}

/** Who is behind an authenticated activity. A tenant counts only where the activity names it twice and alike. */
export function speakerOf(activity: TeamsActivity): Speaker {
  const id = Guid.safeParse(activity.from.aadObjectId);
  const conversation = TenantId.safeParse(activity.conversation.tenantId);
  const channel = TenantId.safeParse(activity.channelData?.tenant?.id);
  const agree = conversation.success && channel.success && conversation.data === channel.data;
  return {
    id: id.success ? id.data : undefined,
    name: activity.from.name ?? 'somebody',
    mention: activity.from.id,
    tenantId: agree ? conversation.data : undefined,
  };
}

export function placeOf(activity: TeamsActivity): ChatPlace {
  const { conversation } = activity;
  return {
    v: 1,
    kind: kindOf(conversation),
    channelId: activity.channelId,
    tenantId: speakerOf(activity).tenantId ?? '',
    serviceUrl: activity.serviceUrl,
    botId: activity.recipient.id,
    conversationId: conversation.id,
  };
}

function kindOf(conversation: TeamsActivity['conversation']): ChatPlace['kind'] {
  if (conversation.conversationType === 'channel') return 'channel';
  return conversation.conversationType === 'groupChat' || conversation.isGroup ? 'group' : 'personal';
}
