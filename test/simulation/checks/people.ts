import type { World } from '../world/world.ts';
import { journalOf } from './journal.ts';

/** What somebody was told stays so. */
export function checkAcknowledged(world: World): void {
  for (const { what, run, round, by } of world.ledger.acknowledged) {
    const state = world.commits.latest.get(run)?.state;
    const lines = journalOf(world, run);
    if (what === 'cancel' && state !== 'cancelled') {
      world.violate(`${run}: a cancel was acknowledged, and the run is ${state}`);
    }
    if (
      (what === 'approve' || what === 'decline') &&
      !lines.some((line) => /^(?:approved|declined)$/.test(line.what))
    ) {
      world.violate(`${run}: the decision of ${by} in round ${round} was acknowledged and is lost`);
    }
  }
}
