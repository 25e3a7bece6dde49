/** Longest text from outside that a card shows at once; details may be longer. */
const LONGEST = 300;

/**
 * Text from outside (tenant and person names, errors, domains) for a TextRun, which knows no Markdown: on one line,
 * without control, invisible and bidirectional characters, without mentions, cut.
 */
export function outside(text: string, longest: number = LONGEST): string {
  const clean = text
    .slice(0, 4 * longest)
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/<(?=\/?at\b)/gi, '‹')
    // Clients replace {{DATE(...)}} and {{TIME(...)}} in every text of a card.
    .replaceAll('{{', '{ {')
    .trim();
  return cutText(clean, longest);
}

/**
 * Text for places that read Markdown and HTML (TextBlock, fall-back text, messages): the characters that would mean
 * something there are replaced by ones that look alike, because clients disagree about escapes.
 */
export function unmarked(text: string, longest: number = LONGEST): string {
  const clean = outside(text, longest)
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replaceAll('*', '∗')
    .replaceAll('`', "'")
    .replaceAll('~~', '~')
    .replaceAll('\\', '/')
    .replaceAll('|', '¦')
    .replace(/&(?=#?\w+;)/g, '& ')
    .replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, ' ')
    // Clients make links of bare addresses.
    .replace(/:\/\//g, ':/ /')
    .replace(/^(\d+)\.(?=\s|$)/, '$1)')
    .replace(/^[-+#=]+\s*/, '');
  return clean.replace(/\s+/g, ' ').trim();
}

/** `a`, `a or b`, `a, b or c`; with more than `most` items `a, b or 3 more`. */
export function listOf(items: readonly string[], conjunction: 'and' | 'or', most = 4): string {
  const shown = items.length > most ? [...items.slice(0, most - 1), `${items.length - most + 1} more`] : items;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} ${conjunction} ${shown.at(-1)}`;
}

/** `1 tenant`, `3 tenants`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** A GUID short enough for a glance: `7c1d…41e0`. In full it stands under Details. */
export function shortId(id: string): string {
  return id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id;
}

/** A sentence with its full stop. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?:…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
