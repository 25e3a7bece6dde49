import type { Card } from '../../chat/card.ts';
import { button, buttonRow } from '../buttons.ts';
import { line, makeCard, sign, titleLine } from '../elements.ts';
import { fitted } from '../size.ts';
import { count } from '../text.ts';
import type { StatusView } from './status-view.ts';
import type { TenantLine } from './tenants.ts';

const PER_PAGE = 20;

/** One page of the list of all tenants. A page that does not exist becomes the nearest one that does. */
export function allTenantsCard(tenants: readonly TenantLine[], status: StatusView): Card {
  const pages = Math.max(1, Math.ceil(tenants.length / PER_PAGE));
  const page = Math.min(Math.max(0, Math.trunc(status.page) || 0), pages - 1);
  const shown = tenants.slice(page * PER_PAGE, (page + 1) * PER_PAGE);
  const where = pages > 1 ? `page ${page + 1} of ${pages}` : '';
  return fitted((budget) =>
    makeCard({
      says: `All tenants: ${count(tenants.length, 'tenant')}. ${where}`,
      body: [
        titleLine('All tenants', [count(tenants.length, 'tenant'), where].filter(Boolean).join(' · ')),
        ...shown.map(({ label, look, word, text }) =>
          line(
            { text: label, bold: true, longest: 60 },
            '  ',
            sign(look, word),
            ...(text ? [{ text: ` · ${text}`, longest: Math.min(budget.text, 120) }] : []),
          ),
        ),
        line({ text: 'More about one: @exo status <tenant>', subtle: true }),
        ...buttonRow([
          page > 0 ? pageButton(`< Page ${page}`, page - 1) : undefined,
          page < pages - 1 ? pageButton(`Page ${page + 2} >`, page + 1) : undefined,
          button({ title: 'Overview', verb: 'status', data: {} }),
          pageButton('Refresh', page),
        ]),
      ],
    }),
  );
}

function pageButton(title: string, page: number) {
  return button({ title, verb: 'status-page', data: { page } });
}
