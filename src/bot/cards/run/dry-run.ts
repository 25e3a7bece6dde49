import { outputOf } from '../../../runs/outputs.ts';
import type { Run } from '../../../runs/run.ts';
import type { CardElement } from '../../chat/card.ts';
import { heading, line, sign } from '../elements.ts';
import { firstOf, type Room } from '../size.ts';
import { findings } from './lines/findings.ts';

/** What a dry run found: what onboard would change, what is in place, what would be in the way. */
export function dryRunResult(run: Run, room: Room): CardElement[] {
  const preview = outputOf(run, 'preview-changes');
  if (!preview) return [];
  const { changes, inPlace } = preview;
  const found = findings(run);
  const { label } = run.request.tenant;
  return [
    heading('Would change'),
    ...(changes.length === 0 ? [line('Nothing in the tenant.')] : bullets(changes, room)),
    heading('In place'),
    ...(inPlace.length === 0 ? [line('Nothing yet.')] : bullets(inPlace, room)),
    heading('Checks'),
    ...(found.length === 0 ? [line(sign('done', 'Nothing is in the way'))] : []),
    ...firstOf(found, room.items, ({ where, look, text }) => {
      const word = look === 'failed' ? 'In the way' : 'Warning';
      return line(sign(look, word), ' · ', { text: where, bold: true }, ': ', { text, longest: room.text });
    }),
    line('Nothing was written. To do it: ', { text: `@exo onboard ${label}`, bold: true }),
  ];
}

function bullets(items: readonly string[], room: Room): CardElement[] {
  return firstOf(items, room.items, (item) => line('• ', { text: item, longest: room.text }));
}
