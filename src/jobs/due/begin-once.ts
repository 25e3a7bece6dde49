import type { Run, RunRequest } from '../../runs/run.ts';
import type { RunStore } from '../../runs/store/store.ts';

/**
 * Begins a run by itself, one for each command, however many processes do it and however often they die meanwhile. Which run a
 * command began stands in Redis without a seal, so the run must say so itself: whoever writes there could answer every
 * command with a run that is over, and nothing would ever begin.
 */
export async function beginOnce(store: Pick<RunStore, 'create'>, request: RunRequest, command: string): Promise<Run> {
  const asked = { ...request, place: { ...request.place, command } };
  const run = await store.create(asked, command);
  const isIt = run.request.tenant.id === request.tenant.id && run.request.place['command'] === command;
  return isIt ? run : store.create(asked);
}
