import type { OnboardedRow } from '../../../runs/board.ts';
import type { CardElement } from '../../chat/card.ts';
import { heading, line, type Part, row, sign, tallRow } from '../elements.ts';
import { type CardBudget, firstOf } from '../size.ts';
import { sentence } from '../text.ts';
import { type Clock, DAY, dateOf } from '../time.ts';

/** A certificate that ends within this time is pointed out. */
export const EXPIRING_MS = 60 * DAY;

/** The values for ServiceNow and what was proved on each MID server. */
export function handOverRows(tenant: OnboardedRow, clock: Clock, budget: CardBudget): CardElement[] {
  return [
    heading('Enter in ServiceNow (Exchange Online integration)'),
    ...tallRow('Organization', tenant.organization),
    ...tallRow('Application ID', tenant.appId),
    ...tallRow('Certificate thumbprint', tenant.thumbprint, ` (${validity(tenant, clock)})`),
    heading('Proved as the MID service user'),
    ...proofRows(tenant.proofs, budget),
    ...(tenant.unchanged ? [line('Everything was in place already: nothing was changed.')] : []),
  ];
}

/** `valid to 23 Nov 2027`; with the days left when they are few. */
export function validity({ validUntil }: Pick<OnboardedRow, 'validUntil'>, clock: Clock): string {
  const until = Date.parse(validUntil);
  const left = until - clock.now;
  if (left <= 0) return `expired ${dateOf(until, clock)}`;
  const days = Math.floor(left / DAY);
  const soon = left < EXPIRING_MS ? `, ${days} ${days === 1 ? 'day' : 'days'} left` : '';
  return `valid to ${dateOf(until, clock)}${soon}`;
}

type ProofRow = OnboardedRow['proofs'][number];

/** With more MID servers than this, those with every proof share a row. */
const ROW_EACH = 6;

function proofRows(proofs: readonly ProofRow[], budget: CardBudget): CardElement[] {
  if (proofs.length <= ROW_EACH) return proofs.map((proof) => row(proof.server, ...proofParts(proof, budget)));
  const whole = proofs.filter((proof) => PARTS.every((part) => proof[part].state === 'ok'));
  const lacking = proofs.filter((proof) => !whole.includes(proof));
  const names = whole.map(({ server }) => server).join(', ');
  const [first] = whole;
  return [
    ...(first ? [row(`${whole.length} of ${proofs.length}`, ...proofParts(first, budget)), line(names)] : []),
    ...firstOf(lacking, budget.items, (proof) => row(proof.server, ...proofParts(proof, budget))),
  ];
}

const PARTS = ['token', 'session', 'search'] as const;

/** Three proofs with icon and word; what is not proved says why. */
function proofParts(proof: ProofRow, budget: CardBudget): Part[] {
  const signs = PARTS.flatMap((part): Part[] => {
    const { state } = proof[part];
    if (state === 'ok') return [sign('done', part), ' '];
    return [state === 'failed' ? sign('failed', `${part} failed`) : sign('waiting', `${part} not tested`), ' '];
  });
  const reasons = PARTS.flatMap((part) => (proof[part].state === 'ok' ? [] : [sentence(proof[part].message)]));
  return reasons.length === 0 ? signs : [...signs, { text: reasons.join(' '), longest: Math.min(budget.text, 300) }];
}
