import { parseTask } from '../../runs/decide/task.ts';
import type { OrchestratorContext } from './context.ts';
import type { InFlight } from './move/move-run.ts';
import { readable } from './set-aside.ts';

/** Every job that was dispatched and is not settled, with the moment at which it was. */
export async function allInFlight(context: OrchestratorContext): Promise<Omit<InFlight, 'due'>[]> {
  const entries = scored(await context.redis.zrange(context.keys.inflight, '0', '-1', 'WITHSCORES'), context.now());
  const tasks = await readable(context, 'inflight', [...entries.keys()], parseTask);
  return tasks.map(({ member, value: task }) => ({ task, since: entries.get(member) ?? context.now() }));
}

/** Members with their moments; one that no clock can show is now. */
function scored(list: readonly string[], now: number): Map<string, number> {
  const members = new Map<string, number>();
  for (let index = 0; index < list.length; index += 2) {
    const score = Number(list[index + 1]);
    members.set(list[index] ?? '', Number.isFinite(score) ? Math.min(score, now) : now);
  }
  return members;
}
