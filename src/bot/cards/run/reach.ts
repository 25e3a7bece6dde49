import type { CardElement } from '../../chat/card.ts';
import type { Mention } from '../../chat/chat.ts';
import { line, sign } from '../elements.ts';
import type { CardBudget } from '../size.ts';
import { listOf, outside } from '../text.ts';

/** Who was told of an approval, and who was not. */
export interface Reach {
  /** Mentioned on the card: Teams tells them. */
  readonly mentions: readonly Mention[];
  /** How many more may decide and are here, beyond what one card mentions. */
  readonly more: number;
  /** Who may decide and was not told, each with the reason: `Ana Ruiz, not in this team`. */
  readonly missed: readonly string[];
  /** false: Teams did not say who is here, so that a mention may reach nobody. */
  readonly checked: boolean;
  readonly where: 'team' | 'chat';
}

/** Longest list of those who were not reached. */
const MOST = 6;

/** On the approval card, under the mentions. */
export function reachLines(reach: Reach, budget: CardBudget): CardElement[] {
  const { mentions, checked, where, more } = reach;
  const remarks = [
    ...(more > 0 ? [`${more} more in this ${where} may decide and are not mentioned.`] : []),
    ...(checked || mentions.length === 0
      ? []
      : [`Teams did not say who is in this ${where}: a mention may reach nobody.`]),
  ];
  return [
    ...(remarks.length > 0 ? [line({ text: remarks.join(' '), subtle: true })] : []),
    ...missedLine(reach, budget),
  ];
}

/** On the run card: `Asked: Jon Berg and Ana Ruiz, mentioned on the approval card.` */
export function askedLines(reach: Reach, budget: CardBudget): CardElement[] {
  const names = reach.mentions.map(({ name }) => name);
  const asked = names.length > 0 ? [line(`Asked: ${listOf(names, 'and', MOST)}, mentioned on the approval card.`)] : [];
  return [...asked, ...missedLine(reach, budget)];
}

function missedLine({ mentions, where, missed }: Reach, budget: CardBudget): CardElement[] {
  if (missed.length === 0) return [];
  const word = mentions.length === 0 ? 'Nobody was reached' : 'Not reached';
  const most = Math.min(MOST, budget.items);
  const more = missed.length > most ? [`${missed.length - most} more`] : [];
  const names = missed.slice(0, most).map((each) => outside(each, budget.text));
  return [
    line(
      sign('warning', word),
      { text: `: ${[...names, ...more].join('; ')}. `, longest: 500 },
      `Add them to the ${where}, or tell them: Open on @exo status shows it anywhere.`,
    ),
  ];
}
