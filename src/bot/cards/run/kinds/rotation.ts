import { outputOf } from '../../../../runs/outputs.ts';
import { daysLeft } from '../../../../runs/rotation/reminders.ts';
import { findStep, type Run, type RunStep } from '../../../../runs/run.ts';
import type { CardElement } from '../../../chat/card.ts';
import { button } from '../../buttons.ts';
import { heading, line, panel, sign, tallRow } from '../../elements.ts';
import { listOf, sentence, shortId } from '../../text.ts';
import { type Clock, DAY, dateOf, whenAt } from '../../time.ts';
import type { RunView } from '../view.ts';

/** The step that waits for whoever enters the new certificate in ServiceNow, while it does. */
export function waitsForSwitch(run: Run): RunStep | undefined {
  const step = findStep(run, 'await-switch');
  return step?.state === 'running' ? step : undefined;
}

/** What only a person can do, with the value that they need. */
export function switchPanel(run: Run, view: RunView): CardElement[] {
  const step = waitsForSwitch(run);
  const certificate = outputOf(run, 'create-certificate');
  const { rotation } = run.request;
  if (!step || !certificate || !rotation) return [];
  const days = daysLeft(rotation.endsAt, view.now);
  const left = days === 1 ? '1 day' : `${days} days`;
  return [
    panel('emphasis', [
      // Somebody was refused: that comes before everything else.
      ...(step.error ? [line(sign('failed', sentence(step.error.message)))] : []),
      line(
        `The certificate ${shortId(rotation.replaces)} expires on ${dateOf(rotation.endsAt, view)} (${left}). `,
        `The new one is proved on ${listOf(provedOn(run), 'and')}, and both are on the application. `,
        'Nothing has changed for ServiceNow yet.',
      ),
      heading('Enter in ServiceNow (Exchange Online integration)'),
      ...tallRow('Certificate thumbprint', certificate.thumbprint),
      ...(run.remindAt === undefined
        ? []
        : [line({ text: `Next reminder ${whenAt(run.remindAt, view)}.`, subtle: true })]),
    ]),
  ];
}

export function switchButton(run: Run): CardElement | undefined {
  const step = waitsForSwitch(run);
  if (!step) return undefined;
  const data = { run: run.id, ...(step.startedAt === undefined ? {} : { asked: step.startedAt }) };
  return button({ title: 'ServiceNow uses it', verb: 'switched', data, style: 'positive' });
}

/** Not where a reminder comes within a day anyway. */
export function remindButton(run: Run, { now }: Clock): CardElement | undefined {
  if (!waitsForSwitch(run) || (run.remindAt !== undefined && run.remindAt - now <= DAY)) return undefined;
  return button({ title: 'Remind me tomorrow', verb: 'remind-tomorrow', data: { run: run.id } });
}

/** The same for notifications and screen readers. */
export function switchMessage(run: Run): string | undefined {
  const step = waitsForSwitch(run);
  const thumbprint = outputOf(run, 'create-certificate')?.thumbprint;
  if (!step || !thumbprint) return undefined;
  const refused = step.error ? `${sentence(step.error.message)} ` : '';
  return `${refused}Enter the certificate thumbprint ${thumbprint} in ServiceNow, then click "ServiceNow uses it".`;
}

function provedOn(run: Run): string[] {
  return run.steps.flatMap(({ name, state, server }) =>
    name === 'verify-connection' && state === 'done' && server ? [server] : [],
  );
}
