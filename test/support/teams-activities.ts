import { randomUUID } from 'node:crypto';
import type { Person } from '../../src/runs/run.ts';
import { HOME_TENANT } from './bot-config.ts';

export const BOT = { id: '28:b1c2d3e4-2222-4b5c-8d7e-0123456789ab', name: 'exo' };
export const CHANNEL = '19:exo-onboarding@thread.tacv2';
export const THREAD = `${CHANNEL};messageid=1795000000000`;

export interface Where {
  readonly serviceUrl: string;
  readonly conversation?: string;
  readonly kind?: 'channel' | 'groupChat' | 'personal';
  readonly tenantId?: string;
}

/** The part that all activities of a person have, as Teams sends it. */
function activity(
  person: Person,
  { serviceUrl, conversation = THREAD, kind = 'channel', tenantId = HOME_TENANT }: Where,
) {
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: mentionOf(person), name: person.name, aadObjectId: person.id },
    recipient: BOT,
    conversation: { id: conversation, conversationType: kind, isGroup: kind !== 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    locale: 'en-US',
  };
}

export function mentionOf(person: Person): string {
  return `29:${person.id}`;
}

export function messageFrom(person: Person, text: string, where: Where) {
  return {
    ...activity(person, where),
    type: 'message',
    text: `<at>${BOT.name}</at> ${text}`,
    entities: [{ type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` }],
  };
}

export interface ClickOn {
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly messageId: string;
  readonly trigger?: string;
}

export function clickFrom(person: Person, { verb, data, messageId, trigger = 'manual' }: ClickOn, where: Where) {
  return {
    ...activity(person, where),
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: messageId,
    value: { action: { type: 'Action.Execute', verb, data }, trigger },
  };
}

export function installationBy(person: Person, where: Where) {
  return { ...activity(person, where), type: 'installationUpdate', action: 'add' };
}
