import type { CardElement } from '../../chat/card.ts';
import type { Mention } from '../../chat/chat.ts';
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

/** Everybody who may decide: mentioned where Teams can notify them, by name the others. */
export function mentionLine(mentions: readonly Mention[], names: string): CardElement[] {
  const who = line({ text: names, bold: true });
  if (mentions.length === 0) return [who];
  const text = mentions.slice(0, MOST).map(mentionText).join(' ');
  return [{ type: 'TextBlock', text, wrap: true, spacing: 'Small' }, who];
}

/** The same text must stand in the TextBlock and in the entity. */
function mentionText({ name }: Mention): string {
  return `<at>${unmarked(name, 80)}</at>`;
}
