import type { JournalEntry } from '../../../runs/events.ts';
import { outputOf } from '../../../runs/outputs.ts';
import { isFinal, type Run, type RunStep } from '../../../runs/run.ts';
import type { CardElement } from '../../chat/card.ts';
import { button, buttonRow } from '../buttons.ts';
import { folded, heading, line, row, tallRow } from '../elements.ts';
import { type CardBudget, firstOf } from '../size.ts';
import { shortId } from '../text.ts';
import { bareTimeAt, timeAt, zoneAt } from '../time.ts';
import { findings } from './lines/findings.ts';
import { DETAILS } from './run-buttons.ts';
import type { RunView } from './view.ts';

/** Everything for the one who looks closer: failures with codes, ids in full, the last lines of the journal. */
export function details(run: Run, view: RunView, budget: CardBudget, copy = false): CardElement {
  const failures = run.steps.filter((step) => step.error);
  const warnings = findings(run);
  const journal = (view.journal ?? []).slice(-budget.folded);
  return folded(DETAILS, [
    heading(`Details (times in ${zoneAt(view.now, view)})`),
    ...firstOf(failures, budget.folded, (step) => failureDetails(step, view, budget)),
    ...firstOf(warnings, budget.folded, ({ where, text }) =>
      line({ text: `${where}: `, bold: true }, { text, longest: budget.text }),
    ),
    ...ids(run),
    ...journal.map((entry) => journalLine(entry, view, budget)),
    line({ text: `As of ${timeAt(view.now, view)}, change ${run.version} of ${run.id}.`, subtle: true }),
    ...(isFinal(run) || copy ? [] : buttonRow([button({ title: 'Refresh', verb: 'refresh', data: { run: run.id } })])),
  ]);
}

function failureDetails(step: RunStep, view: RunView, budget: CardBudget): CardElement[] {
  const { error } = step;
  if (!error) return [];
  const at = step.finishedAt ?? step.startedAt;
  const facts = [`attempt ${step.attempt}`, ...(at === undefined ? [] : [bareTimeAt(at, view)]), error.code];
  return [
    line({ text: step.id, bold: true }, ` · ${facts.join(' · ')}`),
    ...(error.detail ? [line('Original text: ', { text: error.detail, longest: budget.text * 2 })] : []),
    ...(error.requestId ? [line('Request id: ', { text: error.requestId, mono: true, longest: 80 })] : []),
  ];
}

function ids(run: Run): CardElement[] {
  const application = outputOf(run, 'register-application');
  const enterprise = outputOf(run, 'create-enterprise-application');
  const certificate = outputOf(run, 'create-certificate');
  const known: [string, string | undefined][] = [
    ['Tenant ID', run.request.tenant.id],
    ['Application ID', application?.appId],
    ['Application object', application?.applicationId],
    ['Enterprise application', enterprise?.servicePrincipalId],
  ];
  return [
    ...known.flatMap(([name, value]) => (value ? [row(name, { text: value, mono: true })] : [])),
    ...(certificate ? tallRow('Certificate thumbprint', certificate.thumbprint) : []),
  ];
}

function journalLine(entry: JournalEntry, view: RunView, budget: CardBudget): CardElement {
  const words = [
    entry.what,
    entry.step,
    entry.attempt === undefined ? undefined : `(attempt ${entry.attempt})`,
    entry.by ? `by ${entry.by.name} (${shortId(entry.by.id)})` : undefined,
  ].filter((word) => word !== undefined);
  // The hash of what was approved is for machines.
  const detail = entry.detail && !['approved', 'declined'].includes(entry.what) ? `: ${entry.detail}` : '';
  return line(
    { text: `${bareTimeAt(entry.at, view)}  `, subtle: true },
    { text: `${words.join(' ')}${detail}`, longest: Math.min(200, budget.text) },
  );
}
