import { isFinal } from '../../../src/runs/run.ts';
import type { World } from '../world/world.ts';

/** What is left to do; empty when everything is over. */
export function leftOver(world: World): string[] {
  const { keys, server, commits } = world;
  const open = [...commits.latest.values()].filter((run) => !isFinal(run)).map((run) => `${run.id} is ${run.state}`);
  const lists = [keys.outbox, keys.inflight, keys.deadlines, keys.redrawNow, keys.notices, keys.unsettled].flatMap(
    (key) => {
      const entries = server.keys.sortedSet(key)?.entries() ?? [];
      return entries.map(([member]) => `${key} holds ${member.slice(0, 80)}`);
    },
  );
  const commands = ['wait', 'active', 'delayed'].filter((state) => server.keys.find(`${keys.prefix}:bot:${state}`));
  return [...open, ...lists, ...commands.map((state) => `commands are ${state}`)];
}
