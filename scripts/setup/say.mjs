/** One line about what set-up did or found. */
export function say(what, text) {
  process.stdout.write(`${what.padEnd(13)} ${text}\n`);
}

/** A problem that stops set-up, with the sentence that fixes it. */
export class SetupError extends Error {}
