import type { ExoConfig } from '../../process/config/exo-config.ts';
import { homeChannelOf } from '../../process/config/home-channel.ts';
import type { Run } from '../../runs/run.ts';
import type { ChatPlace } from '../chat/chat.ts';
import { RunPlace } from './run-place.ts';

/**
 * Where the thread of a run begins that nobody asked for in chat: in the home channel, else where the tenant's last run was
 * asked for.
 */
export function beginPlaceOf({ request }: Run, config: Pick<ExoConfig, 'homeChannel'>): ChatPlace | undefined {
  const last = RunPlace.safeParse(request.place['after']);
  if (!last.success) return undefined;
  const { place } = last.data.runCard;
  const home = config.homeChannel === undefined ? undefined : homeChannelOf(config.homeChannel);
  if (home) return { ...place, kind: 'channel', conversationId: home.id };
  const [conversationId = place.conversationId] = place.conversationId.split(';');
  return { ...place, conversationId };
}
