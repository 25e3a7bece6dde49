import { type Group, isClosed, isOver } from '../../../runs/groups/group.ts';
import type { MemberNow } from '../../../runs/groups/member-now.ts';
import type { Card, CardElement } from '../../chat/card.ts';
import { button, buttonRow, confirmedButton } from '../buttons.ts';
import { columns, heading, line, makeCard, sign, titleLine } from '../elements.ts';
import type { Look } from '../icons.ts';
import { type CardBudget, firstOf, fitted } from '../size.ts';
import { count, listOf } from '../text.ts';
import { timeAt, whenAt } from '../time.ts';
import { askedLines } from './asked-lines.ts';
import type { GroupView, MemberLine } from './group-view.ts';

const DOING: Readonly<Record<Group['kind'], string>> = {
  onboard: 'Onboarding',
  rotate: 'Renewing',
  check: 'Checking',
};

/** Each state of a tenant, in the order in which they are counted. */
const COUNTED: readonly (readonly [MemberNow['is'], string])[] = [
  ['ready', 'ready'],
  ['working', 'working'],
  ['at-gate', 'waiting for approval'],
  ['needs', 'needing somebody'],
  ['waiting', 'not begun'],
  ['over', 'ended'],
  ['left', 'left out'],
];

/** All tenants of a group on one card: counts, and a row for each that somebody must look at. */
export function groupCard(view: GroupView): Card {
  const { group, members } = view;
  const title = groupTitle(group);
  const { look, word, text } = stateOf(view);
  return fitted((budget) =>
    makeCard({
      says: `${title}. ${word}: ${text} ${countsText(members)}.`,
      body: [
        titleLine(title, group.id),
        line(sign(look, word), `: ${text}`),
        line({ text: countsText(members), bold: true }),
        ...stopLine(group),
        ...rows('Needs you', members, ['needs'], budget),
        ...(group.kind === 'check' ? rows('Changed', withText(members), ['ready'], budget) : []),
        ...leftLines(view, budget),
        ...askedLines(view),
        line({
          text: `Asked by ${group.requester.name} ${whenAt(group.createdAt, view)} · ${pace(group)}`,
          subtle: true,
        }),
        ...buttonRow(buttonsOf(group)),
      ],
    }),
  );
}

/** `Onboarding 12 tenants`. */
export function groupTitle({ kind, members }: Group): string {
  return `${DOING[kind]} ${count(members.length, 'tenant')}`;
}

export function countsText(members: readonly Pick<MemberLine, 'now'>[]): string {
  const parts = COUNTED.flatMap(([state, word]) => {
    const number = members.filter(({ now }) => now.is === state).length;
    return number > 0 ? [`${number} ${word}`] : [];
  });
  return parts.length > 0 ? parts.join(' · ') : 'no tenant';
}

function stateOf({ group, approvers, ...clock }: GroupView): { look: Look; word: string; text: string } {
  const by = group.closedBy ? ` by ${group.closedBy.name}` : '';
  const ends = isClosed(group) ? '' : ' What is under way still ends.';
  switch (group.state) {
    case 'waiting-approval': {
      const others = approvers.filter((name) => !group.approval.fourEyes || name !== group.requester.name);
      const until = timeAt(group.ask?.until ?? clock.now, clock);
      return {
        look: 'approval',
        word: 'Waiting for approval',
        text: `${listOf(others, 'or')} can decide until ${until}.`,
      };
    }
    case 'stopped':
      return { look: 'failed', word: 'Stopped', text: 'nothing new begins until somebody decides.' };
    case 'finished':
      return { look: 'done', word: 'Done', text: 'every tenant is through.' };
    case 'declined':
      return { look: 'stopped', word: 'Declined', text: `declined${by}.${ends}` };
    case 'cancelled':
      return { look: 'stopped', word: 'Stopped for good', text: `stopped${by}.${ends}` };
    case 'working':
      return { look: 'working', word: 'Working', text: group.decisions.length > 0 ? decided(group) : 'under way.' };
  }
}

function decided({ decisions }: Group): string {
  const last = decisions.at(-1);
  return `approved by ${last?.by.name ?? 'an approver'}.`;
}

function pace({ kind, atOnce }: Group): string {
  if (kind === 'check') return `${atOnce} at a time`;
  return `the first tenant goes first, then ${atOnce} at a time; stops at the first new kind of failure`;
}

function stopLine({ stop, state }: Group): CardElement[] {
  if (!stop || state !== 'stopped') return [];
  return [line({ text: stop.label, bold: true }, ': ', { text: stop.text, longest: 300 }, ` (${stop.code})`)];
}

function withText(members: readonly MemberLine[]): MemberLine[] {
  return members.filter(({ now }) => now.is === 'ready' && now.text !== undefined);
}

function rows(
  title: string,
  members: readonly MemberLine[],
  states: readonly MemberNow['is'][],
  budget: CardBudget,
): CardElement[] {
  const shown = members.filter(({ now }) => states.includes(now.is));
  if (shown.length === 0) return [];
  return [heading(title), ...firstOf(shown, budget.items, (each) => memberRow(each, budget))];
}

function memberRow({ label, run, now }: MemberLine, budget: CardBudget): CardElement {
  const text = 'text' in now && now.text ? now.text : '';
  const words = line({ text: label, bold: true, longest: 60 }, ': ', { text, longest: Math.min(budget.text, 200) });
  if (run === undefined) return words;
  const open = button({ title: 'Open', verb: 'open-run', data: { run } });
  return columns([{ items: [words] }, { width: 'auto', items: buttonRow([open]) }]);
}

/** They harm nobody else, and are named before anybody approves. */
function leftLines({ group, members }: GroupView, budget: CardBudget): CardElement[] {
  const left = [
    ...group.unknown.map(({ name, text }) => ({ label: name, text })),
    ...members.flatMap(({ label, now }) =>
      now.is === 'left' || now.is === 'over' ? [{ label, text: now.text ?? '' }] : [],
    ),
  ];
  if (left.length === 0) return [];
  return [
    heading('Left out'),
    ...firstOf(left, budget.items, ({ label, text }) =>
      line({ text: label, bold: true, longest: 60 }, ': ', { text, longest: Math.min(budget.text, 200) }),
    ),
  ];
}

function buttonsOf(group: Group): (CardElement | undefined)[] {
  const data = { group: group.id };
  if (isOver(group)) return [];
  const round = group.ask?.list.round;
  const asks = group.state === 'waiting-approval' && round !== undefined;
  const stopped = group.state === 'stopped';
  return [
    asks
      ? button({ title: 'Approve all', verb: 'group-approve', data: { ...data, round }, style: 'positive' })
      : undefined,
    asks ? button({ title: 'Decline', verb: 'group-decline', data: { ...data, round } }) : undefined,
    stopped ? button({ title: 'Continue', verb: 'group-continue', data }) : undefined,
    stopped ? button({ title: 'Retry these', verb: 'group-again', data }) : undefined,
    confirmedButton(
      'Stop',
      [line('Tenants that were not begun or approved are left as they are. What is under way still ends.')],
      button({ title: 'Stop it', verb: 'group-stop', data, style: 'destructive' }),
    ),
  ];
}
