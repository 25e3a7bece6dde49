/** Longest command that is looked at; a pasted novel is no command. */
const MAX_LENGTH = 1000;

// No expression here looks further than the next "<": a message of nothing but beginnings must not take long.
const MENTION = /<at\b[^<>]*>([^<]*)<\/at>/gi;
const TAGS = /<\/?(?:at|p|br|div|span|b|i|u|s|em|strong|a|pre|code|ul|ol|li|blockquote|font|h[1-6])\b[^<>]*>/gi;
const INVISIBLE = /\p{Cf}|\u034f/gu;
const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The command in a message as people really send it: without mentions of the bot, markup, typographic quotes and
 * dashes, invisible characters and superfluous white space. Mentions of others stay as their names.
 * @param names names under which the bot is mentioned
 */
export function normalise(text: string, names: readonly string[]): string {
  const ours = new Set(names.map((name) => name.trim().toLowerCase()));
  return text
    .slice(0, 10 * MAX_LENGTH)
    .replace(MENTION, (mention, name: string) => (ours.has(name.trim().toLowerCase()) ? ' ' : mention))
    .replace(TAGS, (tag) => (/^<\/?at\b/i.test(tag) ? '' : ' '))
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,5}));/gi, decodeEntity)
    .replace(INVISIBLE, '')
    .replace(/[\u201c-\u201f\u00ab\u00bb\u2033\u301d-\u301f\uff02]/g, '"')
    .replace(/[\u2018-\u201b\u2032\u00b4\uff07]/g, "'")
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_LENGTH);
}

function decodeEntity(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name) return ENTITIES[name.toLowerCase()] ?? entity;
  const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}
