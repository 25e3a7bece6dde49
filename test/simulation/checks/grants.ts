import type { World } from '../world/world.ts';

/** Nothing is given without the click of an approver on a card about just this, and nothing after the end of the run. */
export function checkGrants(world: World): void {
  const { grants, clicks, acknowledged } = world.ledger;
  const approvers = world.config.roles.approver.flatMap((each) => ('person' in each ? [each.person] : []));
  for (const grant of grants) {
    const decided = clicks.find(
      (click) =>
        click.what === 'approve' &&
        click.run === grant.run &&
        click.at <= grant.asked &&
        approvers.includes(click.by) &&
        world.subjects.get(`${click.run} ${click.round}`) === grant.subject,
    );
    if (!decided) world.violate(`${grant.run}: ${grant.kind} was given without an approval of its subject`);
    const cancelled = acknowledged.find((each) => each.what === 'cancel' && each.run === grant.run);
    if (cancelled && cancelled.at < grant.asked) {
      world.violate(`${grant.run}: ${grant.kind} was given after the acknowledged cancel`);
    }
  }
}
