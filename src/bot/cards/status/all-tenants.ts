import type { Card, CardElement } from '../../chat/card.ts';
import type { TenantFilter } from '../../chat/tenant-filter.ts';
import { button, buttonRow } from '../buttons.ts';
import { columns, line, makeCard, sign, titleLine } from '../elements.ts';
import { type CardBudget, fitted } from '../size.ts';
import { count } from '../text.ts';
import { filterTitle } from './filter-title.ts';
import type { StatusView } from './status-view.ts';
import { expiringLines, type TenantLine } from './tenants.ts';

/** Each row has its button, which is what makes a card large. */
export const PER_PAGE = 15;

/** One page of a list of tenants. A page that does not exist becomes the nearest one that does. */
export function tenantListCard(tenants: readonly TenantLine[], status: StatusView): Card {
  const filtered = status.filter === 'all' ? undefined : status.filter;
  const filter: TenantFilter = filtered?.filter ?? { show: 'all' };
  const total = filtered?.total ?? tenants.length;
  const pages = Math.max(1, Math.ceil(total / PER_PAGE));
  const page = Math.min(Math.max(0, Math.trunc(status.page) || 0), pages - 1);
  const lines = filter.show === 'expiring' ? expiringLines(status) : tenants;
  const shown = filtered ? lines : lines.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const title = filterTitle(filter, filtered?.person ?? '');
  const where = pages > 1 ? `page ${page + 1} of ${pages}` : '';
  const toPage = (name: string, to: number) => button({ title: name, verb: 'status-page', data: { page: to, filter } });
  return fitted((budget) =>
    makeCard({
      says: `${title}: ${count(total, 'tenant')}. ${where}`,
      body: [
        titleLine(title, [count(total, 'tenant'), where].filter(Boolean).join(' · ')),
        ...shown.map((tenant) => tenantLine(tenant, budget)),
        ...(total === 0 ? [line('There is none.')] : []),
        line({ text: 'More about one: @exo status <tenant>', subtle: true }),
        ...buttonRow([
          page > 0 ? toPage(`< Page ${page}`, page - 1) : undefined,
          page < pages - 1 ? toPage(`Page ${page + 2} >`, page + 1) : undefined,
          button({ title: 'Overview', verb: 'status', data: {} }),
          toPage('Refresh', page),
        ]),
      ],
    }),
  );
}

function tenantLine(tenant: TenantLine, budget: CardBudget): CardElement {
  const { label, look, word, text } = tenant;
  const words = line(
    { text: label, bold: true, longest: 60 },
    '  ',
    sign(look, word),
    ...(text ? [{ text: ` · ${text}`, longest: Math.min(budget.text, 120) }] : []),
  );
  return columns([{ items: [words] }, { width: 'auto', items: buttonRow([buttonOf(tenant)]) }]);
}

/** What somebody does next with a tenant in a list. */
function buttonOf({ label, run, kind }: TenantLine): CardElement {
  if (run) return button({ title: 'Open', verb: 'open-run', data: { run } });
  if (kind === 'unstarted')
    return button({ title: 'Onboard', verb: 'do', data: { command: `onboard ${label}`.slice(0, 300) } });
  return button({ title: 'Open', verb: 'do', data: { command: `status ${label}`.slice(0, 300) } });
}
