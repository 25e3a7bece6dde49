import { z } from 'zod';

const ADDRESS = /^(?:[a-z]+:\/\/)?(?:[^@\s/]+@)?(?:www\.)?([^/?#:\s]+)/i;

/** The domain in an address that somebody copied: `https://www.contoso.com/about` and `mia@contoso.com` say contoso.com. */
export function withoutAddress(typed: string): string {
  return ADDRESS.exec(typed)?.[1] ?? typed;
}

/** A tenant or a run as people name it: a label, a domain, an id, or an address with the domain in it. */
export const Reference = z.string().min(1).max(1000).transform(withoutAddress).pipe(z.string().min(1).max(253));
