import { isPage } from '../../process/public-url.ts';
import type { CardElement } from '../chat/card.ts';
import type { Carried, Verb } from '../chat/verbs.ts';
import { outside } from './text.ts';

export interface ButtonSpec<V extends Verb> {
  readonly title: string;
  readonly verb: V;
  readonly data: Readonly<Carried<V>>;
  readonly style?: 'positive' | 'destructive';
}

/** A click that comes to the bot; clients without Action.Execute send the same as a message. */
export function button<V extends Verb>({ title, verb, data, style }: ButtonSpec<V>): CardElement {
  const look = { title: outside(title, 60), ...(style ? { style } : {}) };
  return {
    type: 'Action.Execute',
    ...look,
    verb,
    data,
    fallback: { type: 'Action.Submit', ...look, data: { ...data, verb } },
  };
}

/** Opens a page; undefined unless the address is https, or a page of this machine itself. */
export function linkButton(title: string, url: string): CardElement | undefined {
  if (!isPage(url)) return undefined;
  return { type: 'Action.OpenUrl', title: outside(title, 60), url };
}

/** Folds a part of the card out and in. */
export function toggleButton(title: string, id: string): CardElement {
  return { type: 'Action.ToggleVisibility', title, targetElements: [id] };
}

/** First click: what would happen; second click: it happens. */
export function confirmedButton(title: string, explanation: readonly CardElement[], confirm: CardElement): CardElement {
  return {
    type: 'Action.ShowCard',
    title,
    card: { type: 'AdaptiveCard', version: '1.5', body: [...explanation, ...buttonRow([confirm])] },
  };
}

/**
 * Buttons side by side; nothing when there are none. They stand in an ActionSet because older Teams clients follow the
 * fallback of an action only there.
 */
export function buttonRow(buttons: readonly (CardElement | undefined)[]): CardElement[] {
  const actions = buttons.filter((each) => each !== undefined);
  return actions.length === 0 ? [] : [{ type: 'ActionSet', spacing: 'Medium', actions }];
}
