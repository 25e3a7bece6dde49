import type { Card, CardElement } from '../chat/card.ts';
import { line } from './elements.ts';

/** Teams refuses messages of about 100 KB; a card shares its message with others of its kind and stays far below. */
export const MAX_CARD_BYTES = 25 * 1024;

/** How much a card may show. */
export interface CardBudget {
  /** Entries of a list before "and 7 more". */
  readonly items: number;
  /** Characters of a text from outside. */
  readonly text: number;
  /** Entries of a list that is folded away. */
  readonly folded: number;
}

const LARGEST: CardBudget = { items: 20, text: 600, folded: 8 };
const SMALLER: readonly CardBudget[] = [
  { items: 20, text: 400, folded: 4 },
  { items: 14, text: 300, folded: 3 },
  { items: 10, text: 250, folded: 2 },
  { items: 6, text: 150, folded: 1 },
  { items: 3, text: 100, folded: 1 },
  { items: 1, text: 60, folded: 1 },
];

/** Size of a card as Teams counts it: UTF-16. */
export function cardBytes(card: Card): number {
  return 2 * JSON.stringify(card).length;
}

/**
 * Draws a card with as large a budget as fits below `MAX_CARD_BYTES`. The smallest form is taken as it is: Teams still
 * accepts it up to 80 KB, and a large card is better than none.
 */
export function fitted(draw: (budget: CardBudget) => Card): Card {
  let card = draw(LARGEST);
  for (const budget of SMALLER) {
    if (cardBytes(card) <= MAX_CARD_BYTES) break;
    card = draw(budget);
  }
  return card;
}

/**
 * The first items drawn, and a line that says how many are left out.
 * @param total how many there are, when `items` are only the first of them
 */
export function firstOf<T>(
  items: readonly T[],
  most: number,
  draw: (item: T) => CardElement | readonly CardElement[],
  total = items.length,
): CardElement[] {
  const drawn = items.slice(0, most).flatMap((item) => draw(item));
  const rest = total - Math.min(most, items.length);
  return rest > 0 ? [...drawn, line({ text: `and ${rest} more`, subtle: true })] : drawn;
}
