/** A string as OData literal inside a path, e.g. `'it''s'`, escaped for a URL. */
export function literal(value: string): string {
  return `'${encodeURIComponent(value.replaceAll("'", "''"))}'`;
}

/**
 * A path with query options. The values are escaped here: Microsoft's client neither escapes `&` nor understands an
 * `https://` inside a filter.
 */
export function withQuery(path: string, options: Readonly<Record<`$${string}`, string>>): string {
  const query = Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${path}?${query.join('&')}`;
}
