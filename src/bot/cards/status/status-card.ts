import type { Card, CardElement } from '../../chat/card.ts';
import { button, buttonRow } from '../buttons.ts';
import { columns, heading, line, makeCard, sign, titleLine } from '../elements.ts';
import { type CardBudget, firstOf, fitted } from '../size.ts';
import { validity } from '../tenant/hand-over.ts';
import { count, listOf } from '../text.ts';
import { timeAt } from '../time.ts';
import { allTenantsCard } from './all-tenants.ts';
import { serverLines } from './servers.ts';
import type { StatusView } from './status-view.ts';
import { expiring, type TenantKind, type TenantLine, tenantLines } from './tenants.ts';

/** Who needs somebody, what runs, what expires, which MID servers are there; or the list of all tenants. */
export function statusCard(status: StatusView): Card {
  const tenants = tenantLines(status);
  if (status.filter === 'all') return allTenantsCard(tenants, status);
  return fitted((budget) =>
    makeCard({
      says: spoken(tenants, status),
      body: [
        titleLine('Status', `as of ${timeAt(status.now, status)}`),
        ...troubleLines(status),
        line({ text: countsText(tenants), bold: true }),
        ...setAsideLine(status),
        ...firstSteps(tenants, status),
        ...section('Needs you', ofKind(tenants, 'needs'), budget, true),
        ...section('Suspended', ofKind(tenants, 'suspended'), budget, true),
        ...section('Working', ofKind(tenants, 'working'), budget, false),
        ...section('Not finished', ofKind(tenants, 'unfinished'), budget, false),
        ...expirySection(status, budget),
        heading('MID servers'),
        ...serverLines(status, budget),
        ...buttonRow([
          tenants.length > 0 ? button({ title: 'All tenants', verb: 'status-page', data: { page: 0 } }) : undefined,
          button({ title: 'Refresh', verb: 'status', data: {} }),
        ]),
      ],
    }),
  );
}

/** `47 tenants · 2 need you · 1 working · 43 ready · 1 not finished`. */
export function countsText(tenants: readonly TenantLine[]): string {
  if (tenants.length === 0) return 'No tenants yet';
  const number = (kind: TenantKind) => ofKind(tenants, kind).length;
  const needs = number('needs');
  const parts: [number, string][] = [
    [needs, needs === 1 ? 'needs you' : 'need you'],
    [number('suspended'), 'suspended'],
    [number('working'), 'working'],
    [number('ready'), 'ready'],
    [number('unfinished'), 'not finished'],
    [number('unstarted'), 'not started'],
  ];
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, word]) => `${amount} ${word}`);
  return [count(tenants.length, 'tenant'), ...shown].join(' · ');
}

function ofKind(tenants: readonly TenantLine[], kind: TenantKind): TenantLine[] {
  return tenants.filter((tenant) => tenant.kind === kind);
}

function section(title: string, tenants: readonly TenantLine[], budget: CardBudget, open: boolean): CardElement[] {
  if (tenants.length === 0) return [];
  return [heading(title), ...firstOf(tenants, Math.min(budget.items, 12), (tenant) => tenantRow(tenant, open))];
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
    ...firstOf(rows, Math.min(budget.items, 12), (row) =>
      line({ text: row.label, bold: true, longest: 60 }, `  certificate ${validity(row, status)}`),
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
function firstSteps(tenants: readonly TenantLine[], { configured, approvers }: StatusView): CardElement[] {
  const nobody =
    approvers.length === 0
      ? [line(sign('warning', 'No approvers are configured'), ': nobody can approve. See Go live, step 4.')]
      : [];
  if (tenants.some(({ kind }) => kind !== 'unstarted')) return nobody;
  const [first = '<name, domain or id of a tenant>'] = configured;
  const names = configured.length > 0 ? [line(`In the configuration: ${listOf(configured, 'and', 6)}.`)] : [];
  return [...nobody, ...names, line('Start with: ', { text: `@exo onboard ${first}`, bold: true })];
}

function spoken(tenants: readonly TenantLine[], { troubles: [trouble] }: StatusView): string {
  const needing = ofKind(tenants, 'needs').map(({ label }) => label);
  return `${trouble ? `${trouble.says} ` : ''}${countsText(tenants)}. ${needing.length > 0 ? `Needs you: ${listOf(needing, 'and')}.` : ''}`;
}
