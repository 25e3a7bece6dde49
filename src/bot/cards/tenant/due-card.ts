import type { Card, CardElement } from '../../chat/card.ts';
import { button, buttonRow } from '../buttons.ts';
import { columns, line, makeCard, titleLine } from '../elements.ts';
import { firstOf, fitted } from '../size.ts';
import { type Clock, dateOf } from '../time.ts';

/** A tenant whose certificate will be renewed. Moments in milliseconds since 1970. */
export interface DueTenant {
  readonly label: string;
  readonly endsAt: number;
  /** When exo begins by itself, or looks again. */
  readonly at: number;
  /** The run that is open already. */
  readonly run: string | undefined;
}

/** What is due by itself, the first to begin first. */
export function dueCard(tenants: readonly DueTenant[], until: number, isAutomatic: boolean, clock: Clock): Card {
  const count = tenants.length === 1 ? '1 tenant is' : `${tenants.length === 0 ? 'No' : tenants.length} tenants are`;
  const title = `${count} due until ${dateOf(until, clock)}`;
  return fitted((budget) =>
    makeCard({
      says: title,
      body: [
        titleLine(title),
        ...(isAutomatic
          ? []
          : [line('exo starts none on its own: rotation.automatic is off. Say @exo rotate <tenant>.')]),
        ...firstOf(tenants, budget.items, (each) => dueLine(each, clock)),
        ...buttonRow(
          tenants.length > 0
            ? [
                button({ title: 'Renew all of these', verb: 'do', data: { command: 'rotate due-now' } }),
                button({ title: 'All tenants', verb: 'status', data: {} }),
              ]
            : [],
        ),
      ],
    }),
  );
}

/** A tenant with what somebody may do about it now. */
function dueLine({ label, run, at, endsAt }: DueTenant, clock: Clock): CardElement {
  const words = line(
    { text: label, bold: true, longest: 60 },
    run ? `: under way (${run})` : `: begins on ${dateOf(at, clock)}`,
    `, its certificate expires on ${dateOf(endsAt, clock)}`,
  );
  const next = run
    ? button({ title: 'Open', verb: 'open-run', data: { run } })
    : button({ title: 'Renew now', verb: 'do', data: { command: `rotate ${label}`.slice(0, 300) } });
  return columns([{ items: [words] }, { width: 'auto', items: buttonRow([next]) }]);
}
