import type { Card, CardElement } from '../../chat/card.ts';
import type { TenantFilter } from '../../chat/tenant-filter.ts';
import { button, buttonRow } from '../buttons.ts';
import { columns, heading, line, makeCard, sign, titleLine } from '../elements.ts';
import { type CardBudget, firstOf, fitted } from '../size.ts';
import { validity } from '../tenant/hand-over.ts';
import { count, listOf } from '../text.ts';
import { timeAt } from '../time.ts';
import { tenantListCard } from './all-tenants.ts';
import { groupLines } from './groups.ts';
import { serverLines } from './servers.ts';
import type { StatusView } from './status-view.ts';
import { expiring, type TenantKind, type TenantLine, tenantLines } from './tenants.ts';

/** Tenants of each kind on the overview. */
export const SHOWN = 12;

/** Who needs somebody, what runs, what expires, which MID servers are there; or the list of all tenants. */
export function statusCard(status: StatusView): Card {
  const tenants = tenantLines(status);
  if (status.filter) return tenantListCard(tenants, status);
  const counts = countsOf(tenants, status);
  return fitted((budget) =>
    makeCard({
      says: spoken(tenants, status),
      body: [
        titleLine('Status', `as of ${timeAt(status.now, status)}`),
        ...troubleLines(status),
        line({ text: countsText(counts), bold: true }),
        ...setAsideLine(status),
        ...firstSteps(counts, status),
        ...section('Needs you', ofKind(tenants, 'needs'), counts.needs, budget, true),
        ...groupLines(status),
        ...section('Suspended', ofKind(tenants, 'suspended'), counts.suspended, budget, true),
        ...section('Working', ofKind(tenants, 'working'), counts.working, budget, false),
        ...section('Not finished', ofKind(tenants, 'unfinished'), counts.unfinished, budget, false),
        ...expirySection(status, budget),
        heading('MID servers'),
        ...serverLines(status, budget),
        ...buttonRow([
          counts.all > 0 ? listButton('All tenants', { show: 'all' }) : undefined,
          counts.needs > SHOWN ? listButton('All that need you', { show: 'needs' }) : undefined,
          (status.totals?.expiring ?? 0) > SHOWN ? listButton('All that expire', { show: 'expiring' }) : undefined,
          button({ title: 'Refresh', verb: 'status', data: {} }),
        ]),
      ],
    }),
  );
}

/** How many there are of each kind, and of all. */
type Counts = Readonly<Record<TenantKind | 'all', number>>;

function countsOf(tenants: readonly TenantLine[], { totals }: StatusView): Counts {
  const number = (kind: TenantKind) => totals?.[kind] ?? ofKind(tenants, kind).length;
  const numbers = {
    needs: number('needs'),
    suspended: number('suspended'),
    working: number('working'),
    ready: number('ready'),
    unfinished: number('unfinished'),
    unstarted: number('unstarted'),
  };
  return { ...numbers, all: Object.values(numbers).reduce((sum, each) => sum + each, 0) };
}

/** `47 tenants · 2 need you · 1 working · 43 ready · 1 not finished`. */
function countsText(counts: Counts): string {
  if (counts.all === 0) return 'No tenants yet';
  const parts: [number, string][] = [
    [counts.needs, counts.needs === 1 ? 'needs you' : 'need you'],
    [counts.suspended, 'suspended'],
    [counts.working, 'working'],
    [counts.ready, 'ready'],
    [counts.unfinished, 'not finished'],
    [counts.unstarted, 'not started'],
  ];
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, word]) => `${amount} ${word}`);
  return [count(counts.all, 'tenant'), ...shown].join(' · ');
}

function ofKind(tenants: readonly TenantLine[], kind: TenantKind): TenantLine[] {
  return tenants.filter((tenant) => tenant.kind === kind);
}

function section(
  title: string,
  tenants: readonly TenantLine[],
  total: number,
  budget: CardBudget,
  open: boolean,
): CardElement[] {
  if (tenants.length === 0) return [];
  return [heading(title), ...firstOf(tenants, Math.min(budget.items, SHOWN), (each) => tenantRow(each, open), total)];
}

function listButton(title: string, filter: TenantFilter): CardElement {
  return button({ title, verb: 'status-page', data: { page: 0, filter } });
}

function tenantRow({ label, look, word, text, run }: TenantLine, open: boolean): CardElement {
  const words = line({ text: label, bold: true, longest: 60 }, '  ', sign(look, word), ` · ${text}`);
  if (!open || !run) return words;
  return columns([
    { items: [words] },
    { width: 'auto', items: buttonRow([button({ title: 'Open', verb: 'open-run', data: { run } })]) },
  ]);
}

function expirySection(status: StatusView, budget: CardBudget): CardElement[] {
  const rows = expiring(status);
  if (rows.length === 0) return [];
  return [
    heading('Expiring within 60 days'),
    ...firstOf(
      rows,
      Math.min(budget.items, SHOWN),
      (row) => line({ text: row.label, bold: true, longest: 60 }, `  certificate ${validity(row, status)}`),
      status.totals?.expiring,
    ),
    line({ text: 'To renew one: @exo rotate <tenant>', subtle: true }),
  ];
}

function troubleLines({ troubles }: StatusView): CardElement[] {
  return troubles.slice(0, 8).map(({ says, advice }) => line(sign('warning', says), ' ', advice));
}

function setAsideLine({ setAside, ...clock }: StatusView): CardElement[] {
  if (!setAside) return [];
  const [entries, were] = [count(setAside.count, 'entry', 'entries'), setAside.count === 1 ? 'was' : 'were'];
  const text = `${entries} in the store could not be read and ${were} set aside`;
  return [line(sign('warning', text), ` (since ${timeAt(setAside.since, clock)}): see docs/security.md`)];
}

/** What to do first, while nothing is there. */
function firstSteps(counts: Counts, { configured, approvers }: StatusView): CardElement[] {
  const nobody =
    approvers.length === 0
      ? [line(sign('warning', 'No approvers are configured'), ': nobody can approve. See Go live, step 4.')]
      : [];
  if (counts.all > counts.unstarted) return nobody;
  const [first = '<name, domain or id of a tenant>'] = configured;
  const names = configured.length > 0 ? [line(`In the configuration: ${listOf(configured, 'and', 6)}.`)] : [];
  return [...nobody, ...names, line('Start with: ', { text: `@exo onboard ${first}`, bold: true })];
}

function spoken(tenants: readonly TenantLine[], status: StatusView): string {
  const [trouble] = status.troubles;
  const needing = ofKind(tenants, 'needs').map(({ label }) => label);
  return `${trouble ? `${trouble.says} ` : ''}${countsText(countsOf(tenants, status))}. ${needing.length > 0 ? `Needs you: ${listOf(needing, 'and')}.` : ''}`;
}
