import type { World } from './world.ts';

/** Time that an onboarding of somebody else takes to its approval when nobody attacks, in milliseconds. */
export async function timeToApproval(world: World, withinMs = 20_000): Promise<number> {
  const customer = world.customer();
  const began = Date.now();
  await world.runs.onboard(customer);
  await world.runs.untilAsked(customer, withinMs);
  return Date.now() - began;
}

/** Whether others are still served: undefined when they are, otherwise what they suffer. */
export async function othersSuffer(world: World, usualMs: number): Promise<string | undefined> {
  const ended = world.crashes.splice(0);
  if (ended.length > 0) return `processes ended: ${ended.join(', ')}`;
  try {
    // Generous: other work on the machine must not look like an attack. The ratio is measured apart.
    const limit = 4 * usualMs + 5000;
    const ms = await timeToApproval(world, limit + 5000);
    return ms > limit ? `another tenant's run took ${ms} ms to its approval, usually ${usualMs} ms` : undefined;
  } catch {
    return "another tenant's run does not come to its approval";
  }
}
