import { isLook } from '../../../runs/decide/back-off.ts';
import type { Run } from '../../../runs/run.ts';
import type { Card } from '../../chat/card.ts';
import { line, makeCard, titleLine } from '../elements.ts';
import { SIGNS } from '../icons.ts';
import { activityOf, triedAgain, underWay } from '../run/lines/activity.ts';
import { remainsText } from '../run/remains.ts';
import { firstOf, fitted } from '../size.ts';
import { count } from '../text.ts';

export interface CancelledAll {
  /** The runs as they were just before. */
  readonly stopped: readonly Run[];
  /** Runs that suspend a tenant: they stop things themselves. */
  readonly suspending: readonly Run[];
  /** Ids of runs that were over before they could be stopped, or cannot be read. */
  readonly left: readonly string[];
  /** Open runs that were not looked at any more. */
  readonly more: number;
}

/** What was where when everything was stopped. */
export function cancelledAllCard({ stopped, suspending, left, more }: CancelledAll): Card {
  const title = `${SIGNS.stopped.icon} ${count(stopped.length, 'run')} cancelled`;
  const again =
    more > 0 ? `${count(more, 'run')} more ${more === 1 ? 'is' : 'are'} open: say @exo cancel --all again.` : '';
  return fitted((budget) =>
    makeCard({
      says: `${title}. ${again}`,
      body: [
        titleLine(title),
        line({
          text: again || `${suspending.length === 0 ? 'Nothing else is open. ' : ''}What was done stays.`,
          bold: more > 0,
        }),
        ...firstOf(stopped, budget.items * 3, (run) =>
          line({ text: run.id, bold: true }, `: was ${whereOf(run)}. `, {
            text: remainsText(run),
            longest: budget.text,
          }),
        ),
        ...firstOf(suspending, budget.items, ({ id }) =>
          line({ text: id, bold: true }, ' goes on: it stops the sign-ins of a tenant.'),
        ),
        ...firstOf(left, budget.items, (id) => line({ text: id, bold: true }, ' was over already, or cannot be read.')),
      ],
    }),
  );
}

function whereOf(run: Run): string {
  if (run.state === 'waiting-approval') return 'waiting for approval';
  if (run.state === 'needs-person') return 'waiting for somebody';
  // A watch that looks again is under way.
  const watches = triedAgain(run).filter(({ error }) => isLook(error?.code));
  return activityOf([...underWay(run), ...watches]) || 'waiting for its next try';
}
