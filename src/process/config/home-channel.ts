import { z } from 'zod';

const CHANNEL_ID = /^19:[\w.-]+@thread\.(?:tacv2|skype)$/;

/** A channel of Teams, as its link names it. */
export interface HomeChannel {
  /** `19:...@thread.tacv2` */
  readonly id: string;
  readonly name: string;
  /** Tenant of its team, lower case. */
  readonly tenantId: string;
}

/** The link that "Get link to channel" gives in Teams: it holds everything that exo needs to write there. */
export const HomeChannelLink = z
  .string()
  .refine(
    (link) => homeChannelOf(link) !== undefined,
    'paste the link that Teams gives for the channel (... > Get link to channel): https://teams.microsoft.com/l/channel/19%3A...?groupId=...&tenantId=...',
  )
  .describe('Link to the channel in which exo asks the approvers when a run was asked for in a private chat');

/** undefined for what is no link to a channel. */
export function homeChannelOf(link: string): HomeChannel | undefined {
  const url = URL.parse(link.trim());
  const [, kind, channel = '', name = ''] = (url?.pathname ?? '').split('/').filter(Boolean).map(decoded);
  const tenantId = url?.searchParams.get('tenantId')?.toLowerCase();
  if (url?.protocol !== 'https:' || kind !== 'channel' || !CHANNEL_ID.test(channel) || !tenantId) return undefined;
  return { id: channel, name: name || 'the home channel', tenantId };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not an address of Teams.
    return '';
  }
}
