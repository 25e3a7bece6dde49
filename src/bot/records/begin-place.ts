import type { ExoConfig } from '../../process/config/exo-config.ts';
import { homeChannelOf } from '../../process/config/home-channel.ts';
import { groupOf } from '../../runs/groups/group.ts';
import { findStep, type Run } from '../../runs/run.ts';
import type { ChatPlace } from '../chat/chat.ts';
import { RunPlace } from './run-place.ts';

/**
 * Where the thread of a run begins that nobody asked for in chat: in the home channel, else where the tenant's last run was
 * asked for.
 */
export function beginPlaceOf(run: Run, config: Pick<ExoConfig, 'homeChannel'>): ChatPlace | undefined {
  const { request } = run;
  // The card of its group shows it until a person must enter something for this tenant alone.
  if (groupOf(request) && !needsOwnThread(run)) return undefined;
  const last = RunPlace.safeParse(request.place['after']);
  if (!last.success) return undefined;
  const { place } = last.data.runCard;
  const home = config.homeChannel === undefined ? undefined : homeChannelOf(config.homeChannel);
  if (home) return { ...place, kind: 'channel', conversationId: home.id };
  const [conversationId = place.conversationId] = place.conversationId.split(';');
  return { ...place, conversationId };
}

function needsOwnThread(run: Run): boolean {
  const asks = findStep(run, 'await-switch');
  return (
    run.request.kind === 'rotate' && (run.state === 'needs-person' || (asks !== undefined && asks.state !== 'waiting'))
  );
}
