import { driftCode } from '../../../runs/drift/acceptances.ts';
import { driftIn } from '../../../runs/drift/open-drift.ts';
import type { Run } from '../../../runs/run.ts';
import type { Card, CardElement } from '../../chat/card.ts';
import { button, buttonRow } from '../buttons.ts';
import { line, makeCard, titleLine } from '../elements.ts';
import { unmarked } from '../text.ts';

/** For how many days a change can be accepted by the form; any other number is said as a command. */
export const DAYS_OFFERED: readonly string[] = ['30', '90', '180'];
export const LONGEST_REASON = 200;

/** More do not fit; each can be said as a command. */
const MOST = 8;

/**
 * Asks which change to accept, why and for how long. A card of its own, because some clients fail on every button of a card
 * with fields: https://github.com/microsoft/botbuilder-js/issues/4430. For them the words of the command stand below.
 */
export function acceptCard(run: Run): Card {
  const { label } = run.request.tenant;
  const findings = driftIn(run).open.slice(0, MOST);
  const choices = findings.map((each) => ({ title: unmarked(each.text, 200), value: driftCode(each) }));
  const [first] = choices;
  return makeCard({
    says: `Accept a change in ${label}: which one, why and for how long.`,
    body: [
      titleLine(`Accept a change in ${label}`, run.id),
      line('An approver takes the responsibility. exo keeps silent about the change until the days are over.'),
      field('ChoiceSet', 'change', 'Which change', {
        style: 'expanded',
        wrap: true,
        choices,
        ...(first && choices.length === 1 ? { value: first.value } : {}),
        errorMessage: 'Choose the change that you accept.',
      }),
      field('Text', 'reason', 'Why', {
        maxLength: LONGEST_REASON,
        placeholder: 'CHG0031, backup tool of the customer',
        errorMessage: 'Give a reason, e.g. the number of the change.',
      }),
      field('ChoiceSet', 'days', 'For how many days', {
        style: 'expanded',
        choices: DAYS_OFFERED.map((days) => ({ title: `${days} days`, value: days })),
        value: '90',
        errorMessage: 'Choose for how many days.',
      }),
      ...buttonRow([
        button({ title: 'Accept', verb: 'accept-change', data: { run: run.id } }),
        button({ title: 'Back', verb: 'refresh', data: { run: run.id } }),
      ]),
      line({ text: `Or say: @exo accept ${run.id} ${first?.value ?? '<change>'} 90 "reason"`, subtle: true }),
    ],
  });
}

function field(
  kind: 'Text' | 'ChoiceSet',
  id: string,
  label: string,
  rest: Readonly<Record<string, unknown>>,
): CardElement {
  return { type: `Input.${kind}`, id, label, isRequired: true, ...rest };
}
