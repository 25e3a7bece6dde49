import type { CardJson } from './messages.ts';

/** A button that sends a click to the bot. */
export interface Button {
  readonly title: string;
  readonly verb: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The buttons of a card, wherever they stand in it; none without a card. */
export function buttonsOf(card: CardJson | undefined): Button[] {
  const buttons: Button[] = [];
  walk(card, (node) => {
    if (node['type'] !== 'Action.Execute') return;
    buttons.push({ title: asText(node['title']), verb: asText(node['verb']), data: asRecord(node['data']) });
  });
  return buttons;
}

/** Address of the card's link button of that title; undefined without one. */
export function linkOf(card: CardJson | undefined, title: string): string | undefined {
  let url: string | undefined;
  walk(card, (node) => {
    if (node['type'] === 'Action.OpenUrl' && node['title'] === title) url = asText(node['url']);
  });
  return url;
}

/** Every text that stands on a card, one a line, folded parts too: for looking for something, not for reading. */
export function wordsOf(card: CardJson): string {
  const words: string[] = [];
  walk(card, (node) => {
    for (const key of ['text', 'title', 'value']) if (typeof node[key] === 'string') words.push(node[key]);
  });
  return words.join('\n');
}

function walk(value: unknown, visit: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(value)) {
    for (const each of value) walk(each, visit);
  } else if (typeof value === 'object' && value !== null) {
    visit(asRecord(value));
    for (const each of Object.values(value)) walk(each, visit);
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
