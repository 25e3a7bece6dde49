import type { Token } from './tokens.ts';

const BETWEEN = ',';
const MODES = /^-{0,2}(full|link)$/i;
const FILLERS = /^(in|mode|and|tenants?|for|the)$/i;

/** The tenants of one argument. */
export function namesIn(value: string): string[] {
  return value.split(BETWEEN).flatMap((name) => (name.trim() ? [name.trim()] : []));
}

/**
 * Several tenants become one argument: `onboard contoso adatum litware`. Two words that can be nothing else than tenants make a
 * list, and then every word is one that is no mode; one such word and another is a tenant with its server group.
 * @param tenants configured names
 */
export function joinTenants(tokens: readonly Token[], tenants: readonly string[]): readonly Token[] {
  const known = new Set(tenants.map((name) => name.toLowerCase()));
  const isTenant = ({ key, value }: Token) => !key && (known.has(value.toLowerCase()) || value.includes('.'));
  const isMode = ({ key, value }: Token) => key !== undefined || MODES.test(value) || FILLERS.test(value);
  if (tokens.filter(isTenant).length < 2) return tokens;
  const names = tokens.filter((token) => !isMode(token));
  const [first] = names;
  if (!first) return tokens;
  const rest = tokens.filter(({ key, value }) => key !== undefined || MODES.test(value));
  return [{ value: names.flatMap(({ value }) => namesIn(value)).join(BETWEEN) }, ...rest];
}
