import type { Mention } from '../../chat.ts';
import type { CardElement } from '../card.ts';
import { line } from '../elements.ts';
import { unmarked } from '../text.ts';

const MOST = 20;

/** What Teams needs to notify people from a card: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#mention-support-within-adaptive-cards */
export function mentionEntities(mentions: readonly Mention[]): CardElement[] {
  return mentions.slice(0, MOST).map((mention) => ({
    type: 'mention',
    text: mentionText(mention),
    mentioned: { id: mention.id, name: unmarked(mention.name, 80) },
  }));
}

/** The people mentioned, or the names of those who may decide when Teams cannot notify them. */
export function mentionLine(mentions: readonly Mention[], names: string): CardElement {
  if (mentions.length === 0) return line({ text: names, bold: true });
  return { type: 'TextBlock', text: mentions.slice(0, MOST).map(mentionText).join(' '), wrap: true, spacing: 'Small' };
}

/** The same text must stand in the TextBlock and in the entity. */
function mentionText({ name }: Mention): string {
  return `<at>${unmarked(name, 80)}</at>`;
}
