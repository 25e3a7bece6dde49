import type { Card, CardElement } from '../../src/bot/chat/card.ts';

export interface CardTextOptions {
  /** Also what is folded away: details, and what a button asks before it acts. Default false. */
  readonly folded?: boolean;
}

/** Pixels of a column that one character of text takes. */
const PIXELS_PER_CHARACTER = 7;

/** A card as a person reads it, one line of text per line on the card, buttons in [brackets]. */
export function cardToText(card: Card, options: CardTextOptions = {}): string {
  return cardLines(card, options).join('\n');
}

export function cardLines(card: Card, { folded = false }: CardTextOptions = {}): string[] {
  return [...card.body, ...actionSet(card.actions)].flatMap((element) => linesOf(element, folded));
}

/** Every button of a card, also those that are folded away. */
export function buttonsOf(card: Card): CardElement[] {
  return allObjects(card).filter(
    (each): each is CardElement => typeof each['type'] === 'string' && each['type'].startsWith('Action.'),
  );
}

/** The button with this title. */
export function buttonOf(card: Card, title: string): CardElement {
  const found = buttonsOf(card).find((each) => each['title'] === title && each.type !== 'Action.Submit');
  if (!found) throw new Error(`The card has no button "${title}":\n${cardToText(card)}`);
  return found;
}

/** Every object inside a card, in order. */
export function allObjects(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(allObjects);
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap(allObjects)];
}

function linesOf(element: CardElement, folded: boolean): string[] {
  if (element['isVisible'] === false && !folded) return [];
  switch (element.type) {
    case 'TextBlock':
      return [textOf(element)];
    case 'RichTextBlock':
      return [listIn(element, 'inlines').map(textOf).join('')];
    case 'ColumnSet':
      return sideBySide(listIn(element, 'columns'), folded);
    case 'Container':
    case 'Column':
      return listIn(element, 'items').flatMap((item) => linesOf(item, folded));
    case 'ActionSet':
      return buttonLines(listIn(element, 'actions'), folded);
    default:
      return [];
  }
}

function buttonLines(actions: readonly CardElement[], folded: boolean): string[] {
  const titles = actions.map((action) => `[${String(action['title'])}]`).join(' ');
  if (!folded) return [titles];
  const asked = actions.flatMap(({ title, card }) =>
    isObject(card)
      ? [
          `  ${String(title)}:`,
          ...listIn(card, 'body')
            .flatMap((item) => linesOf(item, true))
            .map(indent),
        ]
      : [],
  );
  return [titles, ...asked];
}

/** Columns beside one another; a column of fixed width is filled up so that values stand in line. */
function sideBySide(columns: readonly CardElement[], folded: boolean): string[] {
  const cells = columns.map((column) => linesOf(column, folded));
  const height = Math.max(0, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) =>
    columns
      .map((column, at) => (cells[at]?.[index] ?? '').padEnd(at < columns.length - 1 ? charactersOf(column) : 0))
      .join('  ')
      .trimEnd(),
  );
}

function charactersOf(column: CardElement): number {
  const pixels = Number.parseInt(String(column['width']), 10);
  return Number.isNaN(pixels) ? 0 : Math.floor(pixels / PIXELS_PER_CHARACTER);
}

function actionSet(actions: readonly CardElement[] | undefined): CardElement[] {
  return actions?.length ? [{ type: 'ActionSet', actions }] : [];
}

function textOf(element: CardElement): string {
  return typeof element['text'] === 'string' ? element['text'] : '';
}

function indent(text: string): string {
  return `    ${text}`;
}

function listIn(element: Record<string, unknown>, property: string): CardElement[] {
  const list = element[property];
  return Array.isArray(list) ? list.filter(isElement) : [];
}

function isElement(value: unknown): value is CardElement {
  return isObject(value) && typeof value['type'] === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
