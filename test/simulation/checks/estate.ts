import { works } from '../estate/estate.ts';
import type { World } from '../world/world.ts';

/** What a suspension lets nobody do. */
const GIVES: ReadonlySet<string> = new Set([
  'grant-consent',
  'assign-role',
  'attach-certificate',
  'retire-certificate',
  'watch-retired',
]);

/** At the end each customer can sign in with what stands in ServiceNow, and nothing was given while one was suspended. */
export function checkEstate(world: World): void {
  for (const tenant of world.estate?.all() ?? []) {
    if (!works(tenant)) world.violate(`${tenant.id} is left without a working key (${tenant.inUse})`);
  }
  const runs = [...world.commits.latest.values()];
  for (const { run, kind, asked } of world.ledger.grants.filter((each) => GIVES.has(each.kind))) {
    const tenant = world.commits.latest.get(run)?.request.tenant.id;
    const of = (what: string) => runs.filter(({ request }) => request.kind === what && request.tenant.id === tenant);
    const overAt = (id: string) => world.commits.over.get(id) ?? Number.POSITIVE_INFINITY;
    const suspended = of('suspend').filter(({ id, state }) => state === 'finished' && overAt(id) < asked);
    const last = Math.max(...suspended.map(({ id }) => overAt(id)));
    const isWithin = (moment: number) => moment > last && moment < asked;
    const isResumed =
      of('resume').some(({ createdAt }) => isWithin(createdAt)) ||
      of('offboard').some(({ id, state }) => state === 'finished' && isWithin(overAt(id)));
    if (suspended.length > 0 && !isResumed) world.violate(`${run}: ${kind} was given while the tenant was suspended`);
  }
}
