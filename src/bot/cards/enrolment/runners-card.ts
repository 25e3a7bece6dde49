import type { Card, CardElement } from '../../chat/card.ts';
import { button, buttonRow } from '../buttons.ts';
import { heading, line, makeCard, type Part, panel, sign, titleLine } from '../elements.ts';
import { type CardBudget, firstOf, fitted } from '../size.ts';
import { count } from '../text.ts';
import { type Clock, timeAt } from '../time.ts';
import { type ServerLine, serverLines } from './server-lines.ts';

/** One runner of a MID server. Moments are milliseconds since 1970. */
export interface RunnerLine {
  readonly id: string;
  readonly server: string;
  readonly work: string;
  readonly state: 'here' | 'away' | 'not-accepted';
  readonly lastSeen?: number;
  /** Version and build. */
  readonly version?: string;
  readonly acceptedBy?: string;
  /** Whether the configuration names its fingerprint. */
  readonly pinned?: true;
  /** Its keys wait to be accepted, on the same card. */
  readonly waits?: true;
}

/** A runner whose keys wait to be accepted. */
export interface PendingLine {
  readonly id: string;
  readonly server: string;
  readonly host: string;
  readonly fingerprint: string;
  readonly addedBy: string;
  /** Somebody accepted it, and the jobs process has not answered yet. */
  readonly asked?: true;
  /** Whether these are the keys that the configuration pins; missing: it pins none. */
  readonly pin?: 'same' | 'other';
}

export interface RunnersView extends Clock {
  readonly runners: readonly RunnerLine[];
  readonly pending: readonly PendingLine[];
  readonly servers: readonly ServerLine[];
}

/** Who does the work on the MID servers, who asks to be let in, and how the servers were found at their last check. */
export function runnersCard(view: RunnersView): Card {
  const here = view.runners.filter(({ state }) => state === 'here').length;
  const counts = `${here} of ${count(view.runners.length, 'runner')} here`;
  const versions = new Set(
    view.runners.flatMap(({ version, state }) => (version && state !== 'not-accepted' ? [version] : [])),
  );
  const builds = versions.size > 1 ? ` · ${versions.size} different versions` : '';
  const waiting = `${builds}${view.pending.length > 0 ? ` · ${view.pending.length} to accept` : ''}`;
  return fitted((budget) =>
    makeCard({
      says: `Runners: ${counts}${waiting}`,
      body: [
        titleLine('Runners on the MID servers', `as of ${timeAt(view.now, view)}`),
        line({ text: `${counts}${waiting}`, bold: true }),
        ...firstOf(view.pending, budget.items, (pending) => pendingPanel(pending, budget)),
        ...firstOf(view.runners, budget.items, (runner) => runnerLine(runner, view, budget)),
        ...(view.servers.length > 0 ? [heading('Last check of the MID servers')] : []),
        ...firstOf(view.servers, budget.items, (server) => serverLines(server, view, budget)),
        ...buttonRow([button({ title: 'Refresh', verb: 'runners', data: {} })]),
      ],
    }),
  );
}

function pendingPanel(pending: PendingLine, budget: CardBudget): CardElement {
  const { id, server, host, fingerprint, addedBy, asked } = pending;
  return panel('warning', [
    heading(asked ? `${id} is being accepted` : `Accept ${id}?`),
    line(
      'Runner ',
      { text: id, bold: true },
      ` of ${server}. Token by `,
      upTo(budget, addedBy),
      '. From the machine ',
      upTo(budget, host),
    ),
    line('Fingerprint ', { text: fingerprint, mono: true, bold: true }),
    line(adviceFor(pending)),
    ...buttonRow([
      button({ title: 'Accept', verb: 'accept-runner', data: { runner: id, fingerprint }, style: 'positive' }),
      button({ title: 'Refuse', verb: 'refuse-runner', data: { runner: id }, style: 'destructive' }),
    ]),
  ]);
}

function adviceFor({ asked, pin, id }: PendingLine): string {
  if (asked) return 'The jobs process has not answered yet. Refresh in a moment; if this stays, accept it again.';
  if (pin === 'same') return 'The configuration pins exactly this fingerprint.';
  if (pin === 'other') return `The configuration pins another fingerprint for ${id}: it cannot be accepted.`;
  return 'Compare it with what the enrolment shows on the MID server. Accept only if every group is the same.';
}

function runnerLine(runner: RunnerLine, clock: Clock, budget: CardBudget): CardElement {
  const { id, server, work, state, lastSeen, version, acceptedBy, pinned, waits } = runner;
  const about: Part[] = [
    { text: id, bold: true },
    ` on ${server}, ${work}`,
    ...(version ? [upTo(budget, ` · ${version}`)] : []),
    ...(pinned ? [' · pinned'] : []),
    ...(acceptedBy ? [upTo(budget, ` · accepted by ${acceptedBy}`)] : []),
  ];
  if (state === 'here') return line(sign('done', 'here'), ' ', ...about);
  if (state === 'not-accepted') {
    const next = waits ? 'waits to be accepted, see above' : `an admin types @exo runner add ${server}`;
    return line(sign('warning', 'not accepted'), ' ', ...about, ` · ${next}`);
  }
  const seen = lastSeen === undefined ? 'never seen' : `not seen since ${timeAt(lastSeen, clock)}`;
  return line(sign('failed', 'away'), ' ', ...about, ` · ${seen}`);
}

function upTo(budget: CardBudget, text: string): Part {
  return { text, longest: budget.text };
}
