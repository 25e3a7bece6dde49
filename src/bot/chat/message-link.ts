import type { CloudName } from '../../contracts/clouds.ts';
import type { ChatPlace } from './chat.ts';
import { channelKey } from './chat.ts';

const HOSTS: Readonly<Record<CloudName, string>> = {
  global: 'teams.microsoft.com',
  usgov: 'gov.teams.microsoft.us',
  dod: 'dod.teams.microsoft.us',
  china: 'teams.microsoftonline.cn',
};

/**
 * Address under which Teams opens a message; undefined in a personal chat, whose id the bot knows has no address.
 * https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams
 */
export function messageLink(place: ChatPlace, messageId: string, cloud: CloudName): string | undefined {
  if (place.kind === 'personal') return undefined;
  const path = [channelKey(place), messageId].map(encodeURIComponent).join('/');
  const query =
    place.kind === 'group'
      ? { context: JSON.stringify({ contextType: 'chat' }) }
      : { tenantId: place.tenantId, parentMessageId: place.conversationId.split(';messageid=')[1] ?? messageId };
  return `https://${HOSTS[cloud]}/l/message/${path}?${new URLSearchParams(query)}`;
}
