import type { Execution } from '../world/ledger.ts';
import type { World } from '../world/world.ts';

/** An attempt begins: it may have begun before only where the lock of its worker had expired. */
export function checkExecution(world: World, { id, queue }: Execution): void {
  const times = world.ledger.executions.filter((each) => each.id === id).length;
  const stalled = world.jobs.count(queue, id, 'stalled');
  if (times > 1 + stalled) world.violate(`${id} began ${times} times, and its lock expired ${stalled} times`);
}
