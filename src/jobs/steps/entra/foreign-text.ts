/** Longest name that is shown; whoever may write in the tenant chooses it. */
const LONGEST_NAME = 120;

/** A text that somebody in the tenant chose, cut. */
export function short(text: string, length = LONGEST_NAME): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** The same between quotation marks, which it cannot end by itself: what follows in the sentence is ours. */
export function quoted(text: string, length = LONGEST_NAME): string {
  return `"${short(text.replace(/["“”„‟″]/g, "'"), length)}"`;
}
