import { CLOUDS } from './clouds.ts';

/** Origins that a card may link to because a worker says so: Microsoft's documentation, portals and sign-in. */
const ORIGINS: ReadonlySet<string> = new Set([
  'https://learn.microsoft.com',
  ...Object.values(CLOUDS).flatMap(({ portalUrl, authorityHost }) => [portalUrl, authorityHost]),
]);

/** The link in its normal form when it leads to a known place of Microsoft; undefined for every other one. */
export function knownLink(link: string): string | undefined {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (!url || url.username || url.password || !ORIGINS.has(url.origin)) return undefined;
  return url.href;
}
