import { createRequire } from 'node:module';
import { allObjects } from '../../demo/chat/card-text.ts';
import { cardBytes, MAX_CARD_BYTES } from '../../src/bot/cards/size.ts';
import type { Card } from '../../src/bot/chat/card.ts';

// The package's main file cannot be loaded by Node (imports without extension), its bundle can.
const adaptiveCards: typeof import('adaptivecards') = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
);
const { AdaptiveCard, GlobalRegistry, SerializationContext, Versions } = adaptiveCards;

/**
 * What Microsoft's own parser and our rules find wrong with a card; empty for a good one. Parsing needs no browser.
 * The parser is silent about properties that it does not know, so these are compared with its schema.
 */
export function cardProblems(card: Card): string[] {
  return [...formProblems(card), ...inputProblems(card)];
}

/** As `cardProblems` for a card that is a form: it is shown to whoever asked for it, never posted. */
export function formProblems(card: Card): string[] {
  return [...parseProblems(card), ...unknownProperties(card), ...ruleProblems(card)];
}

/** Some clients fail on every button of a card with a field. */
function inputProblems(card: Card): string[] {
  return allObjects(card).some(({ type }) => String(type).startsWith('Input.')) ? ['a card has an input'] : [];
}

function parseProblems(card: Card): string[] {
  const context = new SerializationContext(Versions.v1_5);
  const parsed = new AdaptiveCard();
  parsed.parse(JSON.parse(JSON.stringify(card)), context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  return [...events, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
}

/** Not elements of the registry, or not described in it. */
const OTHER_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  AdaptiveCard: ['type', '$schema', 'version', 'body', 'fallbackText', 'speak', 'refresh', 'msteams'],
  Column: ['type', 'width', 'items'],
  TextRun: ['type', 'text', 'weight', 'isSubtle', 'fontType', 'color'],
  mention: ['type', 'text', 'mentioned'],
};
/** Read by the parser itself. */
const BY_PARSER: Readonly<Record<string, readonly string[]>> = {
  ColumnSet: ['columns'],
  Container: ['items'],
  ActionSet: ['actions'],
  RichTextBlock: ['inlines'],
  'Action.ShowCard': ['card'],
};

function unknownProperties(card: Card): string[] {
  return allObjects(card).flatMap((object) => {
    const type = object['type'];
    if (typeof type !== 'string') return [];
    const known = knownProperties(type);
    if (!known) return [`unknown type ${type}`];
    return Object.keys(object).flatMap((name) => (known.includes(name) ? [] : [`${type} knows no ${name}`]));
  });
}

function knownProperties(type: string): readonly string[] | undefined {
  if (OTHER_PROPERTIES[type]) return OTHER_PROPERTIES[type];
  const element =
    GlobalRegistry.elements.createInstance(type, Versions.v1_5) ??
    GlobalRegistry.actions.createInstance(type, Versions.v1_5);
  if (!element) return undefined;
  const schema = element.getSchema();
  const names = Array.from({ length: schema.getCount() }, (_, index) => schema.getItemAt(index).name);
  return [...names, 'fallback', ...(BY_PARSER[type] ?? [])];
}

function ruleProblems(card: Card): string[] {
  const problems: string[] = [];
  const bytes = cardBytes(card);
  if (bytes > MAX_CARD_BYTES) problems.push(`${bytes} bytes`);
  if (!card.fallbackText.trim()) problems.push('no fallbackText');
  if (card.speak !== card.fallbackText) problems.push('speak differs from fallbackText');
  const ids = allObjects(card).flatMap(({ type, id }) => (type && typeof id === 'string' ? [id] : []));
  if (new Set(ids).size !== ids.length) problems.push('an id occurs twice');
  for (const object of allObjects(card)) problems.push(...objectProblems(object));
  return problems;
}

function objectProblems(object: Record<string, unknown>): string[] {
  const { type } = object;
  if (type === 'TextBlock' && object['wrap'] !== true) return ['a TextBlock does not wrap'];
  if (type === 'ActionSet' && Array.isArray(object['actions']) && object['actions'].length > 6) {
    return ['Teams shows six buttons in a row'];
  }
  if (type !== 'Action.Execute') return [];
  const { verb, data, fallback } = object;
  if (typeof verb !== 'string' || !verb) return ['a button has no verb'];
  const sent = JSON.stringify({ ...Object(data), verb });
  const submitted = allObjects(fallback)[0];
  if (submitted?.['type'] !== 'Action.Submit' || JSON.stringify(submitted['data']) !== sent) {
    return [`the fallback of ${verb} does not send the same`];
  }
  return [];
}
