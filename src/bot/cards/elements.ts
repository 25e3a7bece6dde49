import type { Card, CardElement } from '../chat/card.ts';
import { type Look, SIGNS } from './icons.ts';
import { outside, unmarked } from './text.ts';

/** A stretch of text in a line. Everything here is shown as it is, never as Markdown. */
export interface Stretch {
  readonly text: string;
  readonly bold?: boolean;
  readonly subtle?: boolean;
  readonly mono?: boolean;
  readonly color?: string;
  /** Longest text shown, in characters. */
  readonly longest?: number;
}

export type Part = string | Stretch;

const LONGEST_STRETCH = 600;
/** Card-level texts for notifications and screen readers stay short. */
const LONGEST_SAYING = 400;

/** A heading: Markdown is not possible in it. */
export function heading(text: string, level: 'title' | 'section' = 'section'): CardElement {
  return {
    type: 'TextBlock',
    text: unmarked(text),
    style: 'heading',
    weight: 'Bolder',
    wrap: true,
    ...(level === 'title' ? { size: 'Large' } : { spacing: 'Medium' }),
  };
}

/** A line of text, from inside or outside. */
export function line(...parts: readonly Part[]): CardElement {
  return breakable(parts) ?? { type: 'RichTextBlock', inlines: parts.map(run), spacing: 'Small' };
}

/** Wider than half a phone. */
const LONG_WORD = /[^\s-]{23,}/;

/**
 * Plain text with a word that has no place to break, e.g. a thumbprint, as a TextBlock: that continues it on the next line,
 * where a RichTextBlock lets it stand out of a narrow card. Not for addresses: their characters mean something in Markdown.
 */
function breakable(parts: readonly Part[]): CardElement | undefined {
  const stretches = parts.map((part): Stretch => (typeof part === 'string' ? { text: part } : part));
  const text = stretches.map((each) => each.text).join('');
  const isPlain = stretches.every(({ bold, subtle, color }) => !bold && !subtle && !color);
  if (!isPlain || !LONG_WORD.test(text) || text.length > LONGEST_STRETCH || text.includes('://')) return undefined;
  const look = stretches.every(({ mono }) => mono) ? { fontType: 'Monospace' } : {};
  return { type: 'TextBlock', text: unmarked(text, LONGEST_STRETCH), wrap: true, spacing: 'Small', ...look };
}

function run(part: Part): CardElement {
  if (typeof part === 'string') return { type: 'TextRun', text: spaced(part, LONGEST_STRETCH) };
  const { text, bold, subtle, mono, color, longest = LONGEST_STRETCH } = part;
  return {
    type: 'TextRun',
    text: spaced(text, longest),
    ...(bold ? { weight: 'Bolder' } : {}),
    ...(subtle ? { isSubtle: true } : {}),
    ...(mono ? { fontType: 'Monospace' } : {}),
    ...(color && color !== 'Default' ? { color } : {}),
  };
}

/** Stretches of one line need their spaces at both ends. */
function spaced(text: string, longest: number): string {
  const clean = outside(text, longest);
  return `${/^\s/.test(text) ? ' ' : ''}${clean}${clean && /\s$/.test(text) ? ' ' : ''}`;
}

/** Icon, word and what follows; the word says all that the icon and its colour say. */
export function sign(look: Look, word: string): Stretch {
  const { icon, color } = SIGNS[look];
  return { text: `${icon} ${word}`, bold: true, color };
}

/** A name and its value side by side. */
export function row(name: string, ...value: readonly Part[]): CardElement {
  return columns([{ width: '170px', items: [line({ text: name, subtle: true })] }, { items: [line(...value)] }]);
}

/** A name and under it a value to copy, in full on the narrowest screen, e.g. the forty digits of a thumbprint. */
export function tallRow(name: string, value: string, remark = ''): CardElement[] {
  return [line({ text: name, subtle: true }, remark), line({ text: value, mono: true })];
}

export interface ColumnSpec {
  /** `auto`, `stretch` or pixels. */
  readonly width?: string;
  readonly items: readonly CardElement[];
}

export function columns(specs: readonly ColumnSpec[]): CardElement {
  return {
    type: 'ColumnSet',
    spacing: 'Small',
    columns: specs.map(({ width = 'stretch', items }) => ({ type: 'Column', width, items })),
  };
}

/** The title of a card with the run's id at the right. */
export function titleLine(title: string, aside?: string): CardElement {
  if (!aside) return heading(title, 'title');
  return columns([
    { items: [heading(title, 'title')] },
    { width: 'auto', items: [line({ text: aside, subtle: true })] },
  ]);
}

/** A part that is set off: what somebody must do. */
export function panel(style: 'emphasis' | 'warning' | 'attention', items: readonly CardElement[]): CardElement {
  return { type: 'Container', style, spacing: 'Medium', items };
}

/** Folded away until somebody opens it; see `toggleButton`. */
export function folded(id: string, items: readonly CardElement[]): CardElement {
  return { type: 'Container', id, isVisible: false, separator: true, spacing: 'Medium', items };
}

export interface CardSpec {
  readonly body: readonly (CardElement | undefined)[];
  /** The state in one or two sentences. */
  readonly says: string;
  readonly mentions?: readonly CardElement[];
}

export function makeCard({ body, says, mentions = [] }: CardSpec): Card {
  const said = unmarked(says, LONGEST_SAYING);
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body: body.filter((element) => element !== undefined),
    fallbackText: said,
    speak: said,
    msteams: { width: 'Full', ...(mentions.length > 0 ? { entities: mentions } : {}) },
  };
}
