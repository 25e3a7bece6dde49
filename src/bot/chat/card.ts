/** An Adaptive Card 1.5 as plain data. */
export interface Card {
  readonly type: 'AdaptiveCard';
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly version: '1.5';
  readonly body: readonly CardElement[];
  readonly actions?: readonly CardElement[];
  /** What clients that cannot draw it show, and what screen readers say. */
  readonly fallbackText: string;
  readonly speak?: string;
  /** What Teams asks for by itself when one of these people sees the card. */
  readonly refresh?: { readonly action: CardElement; readonly userIds: readonly string[] };
  readonly msteams?: Readonly<Record<string, unknown>>;
}

export interface CardElement {
  readonly type: string;
  readonly [property: string]: unknown;
}
