import type { RunRequest } from '../../../runs/run.ts';
import type { Card } from '../../chat/card.ts';
import { button, buttonRow, linkButton } from '../buttons.ts';
import { line, makeCard, sign, titleLine } from '../elements.ts';
import { workingTitle } from '../run/run-titles.ts';
import { fitted } from '../size.ts';
import { listOf, outside } from '../text.ts';

/** Longest part of what somebody said that is said back. */
const SAID = 80;

/** Something was not understood; offers the nearest thing that would be. */
export function didYouMeanCard({ said, suggestion }: { said: string; suggestion: string | undefined }): Card {
  const unknown = `I don't know "${said.slice(0, SAID)}".`;
  if (!suggestion) {
    return makeCard({
      says: `${unknown} Say help to see what you can do.`,
      body: [line(unknown, ' Say ', { text: '@exo help', bold: true }, ' to see what you can do.')],
    });
  }
  return makeCard({
    says: `${unknown} Did you mean: ${suggestion}?`,
    body: [
      line(unknown, ' Did you mean: ', { text: `@exo ${suggestion}`, bold: true }, ' ?'),
      ...buttonRow([button({ title: 'Do it', verb: 'do', data: { command: suggestion } })]),
    ],
  });
}

/** One line about what to say, and a button that says it. */
export function hintCard({ text, command }: { text: string; command: string | undefined }): Card {
  return makeCard({
    says: text,
    body: [
      line(text),
      ...buttonRow([command ? button({ title: `@exo ${command}`, verb: 'do', data: { command } }) : undefined]),
    ],
  });
}

export interface Lookup {
  readonly label: string;
  readonly kind: RunRequest['kind'];
  /** Id of the command. */
  readonly command: string;
  /** Teams' id of whoever said it. */
  readonly person: string;
}

/**
 * The first sign of a run, posted before anything slow. It never stays as it is: when whoever asked sees it, Teams asks
 * exo for what it should show by now (https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model).
 */
export function lookupCard({ label, kind, command, person }: Lookup): Card {
  const title = workingTitle(kind, label);
  const follow = button({ title: 'Refresh', verb: 'follow', data: { command, kind, tenant: outside(label, SAID) } });
  return {
    ...makeCard({
      says: `${title}: looking up the tenant`,
      body: [titleLine(title), line(sign('working', 'Working'), ': looking up the tenant'), ...buttonRow([follow])],
    }),
    refresh: { action: follow, userIds: [person] },
  };
}

export interface UnknownTenant {
  /** As it was typed. */
  readonly reference: string;
  /** References that would be understood. */
  readonly near: readonly string[];
  /** What was looked for, or what to type instead. */
  readonly advice: string;
  /** The command without the tenant, e.g. `onboard`. */
  readonly command: string;
  /** What was said after the tenant, e.g. `mode=link`. */
  readonly wish?: string;
}

/** No such tenant; offers the near ones. */
export function unknownTenantCard({ reference, near, advice, command, wish = '' }: UnknownTenant): Card {
  const said = reference.slice(0, SAID);
  const offered = near.slice(0, 4);
  return makeCard({
    says: `No tenant "${said}". ${advice} ${offered.length > 0 ? `Near: ${listOf(offered, 'or')}.` : ''}`,
    body: [
      titleLine(`No tenant "${said}"`),
      line(advice),
      offered.length > 0
        ? line('Near: ', { text: listOf(offered, 'or'), bold: true }, '. Or give a domain or tenant id.')
        : line('Give a configured name, a domain or a tenant id.'),
      ...buttonRow(
        offered
          .map((each) => `${command} ${each} ${wish}`.trim())
          .map((said_) => button({ title: said_, verb: 'do', data: { command: said_ } })),
      ),
    ],
  });
}

/** Stands on a message in whose place another one counts. */
export function replacedCard({ what, link }: { what: string; link?: string }): Card {
  const title = `■ Replaced: ${what}`;
  const text = 'This card does not count: another one took its place.';
  return makeCard({
    says: `${title}. ${text}`,
    body: [titleLine(title), line(text), ...buttonRow([link ? linkButton('Go to the card', link) : undefined])],
  });
}

/** What was asked for in private goes on in a channel. */
export function postedElsewhereCard({ channel, link }: { channel: string; link?: string }): Card {
  const text = `Posted in the channel ${channel}, where the approvers are.`;
  return makeCard({
    says: text,
    body: [line(text), ...buttonRow([link ? linkButton('Open there', link) : undefined])],
  });
}

/** A plain answer. Neither part is read as Markdown. */
export function noticeCard({ title, text }: { title: string; text: string }): Card {
  return fitted((budget) =>
    makeCard({ says: `${title} ${text}`, body: [titleLine(title), line({ text, longest: budget.text * 2 })] }),
  );
}
