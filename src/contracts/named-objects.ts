/**
 * Names the objects that a sentence is about: `{tenant}`, `{server}`. A table of failures does not know them, and a worker
 * knows only some: a placeholder without a name stays for whoever knows it.
 */
export function nameObjects(sentence: string, names: Readonly<Record<string, string | undefined>>): string {
  return sentence.replace(/\{([a-zA-Z]+)\}/g, (placeholder, object: string) =>
    Object.hasOwn(names, object) ? (names[object] ?? placeholder) : placeholder,
  );
}
