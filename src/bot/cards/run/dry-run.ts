import { outputOf } from '../../../runs/outputs.ts';
import type { Run } from '../../../runs/run.ts';
import type { CardElement } from '../../chat/card.ts';
import { heading, line, sign } from '../elements.ts';
import { type CardBudget, firstOf } from '../size.ts';
import { findings } from './lines/findings.ts';

/** What a dry run found: what onboard would change, what is in place, what would be in the way. */
export function dryRunResult(run: Run, budget: CardBudget): CardElement[] {
  const preview = outputOf(run, 'preview-changes');
  if (!preview) return [];
  const { changes, inPlace } = preview;
  const found = findings(run);
  const { label } = run.request.tenant;
  return [
    heading('Would change'),
    ...(changes.length === 0 ? [line('Nothing in the tenant.')] : bullets(changes, budget)),
    heading('In place'),
    ...(inPlace.length === 0 ? [line('Nothing yet.')] : bullets(inPlace, budget)),
    heading('Checks'),
    ...(found.length === 0 ? [line(sign('done', 'Nothing is in the way'))] : []),
    ...firstOf(found, budget.items, ({ where, look, text }) => {
      const word = look === 'failed' ? 'In the way' : 'Warning';
      return line(sign(look, word), ' · ', { text: where, bold: true }, ': ', { text, longest: budget.text });
    }),
    line('Nothing was written. To do it: ', { text: `@exo onboard ${label}`, bold: true }),
  ];
}

function bullets(items: readonly string[], budget: CardBudget): CardElement[] {
  return firstOf(items, budget.items, (item) => line('• ', { text: item, longest: budget.text }));
}
