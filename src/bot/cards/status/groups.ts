import type { Group } from '../../../runs/groups/group.ts';
import type { CardElement } from '../../chat/card.ts';
import { button, buttonRow } from '../buttons.ts';
import { columns, heading, line, sign } from '../elements.ts';
import { groupTitle } from '../group/group-card.ts';
import type { Look } from '../icons.ts';
import { whenAt } from '../time.ts';
import type { StatusView } from './status-view.ts';

const LOOKS: Readonly<Record<Group['state'], readonly [Look, string]>> = {
  'waiting-approval': ['approval', 'approval'],
  stopped: ['failed', 'stopped'],
  working: ['working', 'working'],
  finished: ['done', 'done'],
  declined: ['stopped', 'declined'],
  cancelled: ['stopped', 'stopped for good'],
};

/** A row for each group that is open, with a button that shows it. */
export function groupLines({ groups = [], ...clock }: StatusView): CardElement[] {
  if (groups.length === 0) return [];
  const rows = groups.map((group) => {
    const [look, word] = LOOKS[group.state];
    const asked = ` · asked by ${group.requester.name} ${whenAt(group.createdAt, clock)}`;
    const open = button({ title: 'Open', verb: 'group-open', data: { group: group.id } });
    return columns([
      { items: [line({ text: groupTitle(group), bold: true }, '  ', sign(look, word), asked)] },
      { width: 'auto', items: buttonRow([open]) },
    ]);
  });
  return [heading('Several tenants at once'), ...rows];
}
