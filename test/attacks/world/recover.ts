import { othersSuffer } from './canary.ts';
import type { World } from './world.ts';

/** Everything of the runs of some customers and of some queues is taken out of Redis, so that a later attempt starts clean. */
export async function forget(world: World, labels: readonly string[], queues: readonly string[]): Promise<void> {
  const { admin, keys } = world;
  const about = (member: string) =>
    labels.some((label) => member.includes(`${label}-`)) || queues.some((queue) => member.includes(`${queue} `));
  for (const set of [keys.outbox, keys.inflight, keys.deadlines, keys.redrawNow, keys.notices]) {
    if ((await admin.type(set)) !== 'zset') continue;
    const members = (await admin.zrange(set, '0', '-1')).filter(about);
    if (members.length > 0) await admin.zrem(set, ...members);
  }
  for (const label of labels) {
    const own = await admin.keys(`${keys.prefix}:*:${label}-*`);
    if (own.length > 0) await admin.del(...own);
  }
  for (const queue of queues) {
    const own = (await admin.keys(`${keys.prefix}:${queue}:*`)).filter((key) => !key.endsWith(':heartbeat'));
    if (own.length > 0) await admin.del(...own);
  }
}

/** After an attempt that stopped the others: brings the world back, so that the next attempt says something. */
export async function revive(world: World, usualMs: number): Promise<void> {
  if ((await othersSuffer(world, usualMs)) === undefined) return;
  for (const name of ['jobs', 'bot']) {
    await world.supervisor.kill(name);
    await world.supervisor.startAgain(name);
  }
  world.crashes.splice(0);
  const still = await othersSuffer(world, usualMs);
  if (still) throw new Error(`the world could not be brought back after the attempt before: ${still}`);
}
