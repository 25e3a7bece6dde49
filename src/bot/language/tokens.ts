/** One word of a command; `key=value` has a key. Quotes keep words together. */
export interface Token {
  readonly key?: string;
  readonly value: string;
}

const WORD = /(?:-{0,2}([a-z]+)=)?(?:"([^"]*)"|'([^']*)'|([^\s"']\S*|["']\S*))/gi;

/**
 * Splits a normalised command: `onboard "Contoso Ltd" mode=link`. Brackets from a copied usage line and the marks at the
 * end of a sentence are dropped.
 */
export function tokenise(text: string): Token[] {
  return [...text.matchAll(WORD)].flatMap(([, key, double, single, bare]) => {
    const value = double ?? single ?? bare?.replace(/^[<[(]+|[>\]),;.!?:=]+$/g, '') ?? '';
    if (value === '') return [];
    return [{ ...(key ? { key: key.toLowerCase() } : {}), value }];
  });
}
