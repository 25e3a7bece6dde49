import type { Answer } from '../../wire/http.ts';
import type { ContractOperation } from './contract.ts';
import { badRequest, unsupportedFilter } from './errors.ts';
import type { GraphRequest } from './request.ts';

type Item = Readonly<Record<string, unknown>>;

/** Names in `$select`; undefined when the request selects nothing. */
export function selected(query: URLSearchParams): string[] | undefined {
  return query
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
}

/** What Graph says to a `$select` that names something the type lacks; empty when all is well. */
export function unknownSelections(query: URLSearchParams, operation: ContractOperation): string[] {
  return (selected(query) ?? [])
    .filter((name) => !operation.properties.has(name))
    .map((name) => `Could not find a property named '${name}' on type '${operation.typeName}'.`);
}

/** One object, with the selected properties only. */
export function single(request: GraphRequest, type: string, item: Item, status = 200): Answer {
  const context = { '@odata.context': `${request.url.origin}/v1.0/$metadata#${type}/$entity` };
  return { status, body: { ...context, ...pick(item, selected(request.query)) } };
}

/**
 * A page of a collection, with `@odata.nextLink` when there is more.
 * @param filterable properties that `$filter` may name here.
 */
export function collection(
  request: GraphRequest,
  type: string,
  items: readonly Item[],
  filterable: readonly string[],
): Answer {
  const { query, url } = request;
  const matching = items.filter(parseFilter(query.get('$filter'), filterable));
  const size = Number(query.get('$top') ?? request.pageSize);
  const start = Number(query.get('$skiptoken') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw badRequest('Invalid value for $skiptoken.');
  const value = matching.slice(start, start + size).map((item) => pick(item, selected(query)));
  const next = new URL(url);
  next.searchParams.set('$skiptoken', String(start + size));
  return {
    status: 200,
    body: {
      '@odata.context': `${url.origin}/v1.0/$metadata#${type}`,
      ...(query.get('$count') === 'true' ? { '@odata.count': matching.length } : {}),
      ...(start + size < matching.length ? { '@odata.nextLink': next.href } : {}),
      value,
    },
  };
}

function pick(item: Item, names: readonly string[] | undefined): Item {
  if (!names) return item;
  return Object.fromEntries(names.flatMap((name) => (name in item ? [[name, item[name]]] : [])));
}

const LITERAL = `(?:'((?:[^']|'')*)'|([0-9a-fA-F-]{36}|true|false))`;
const EQUALS = new RegExp(String.raw`^(\w+)\s+eq\s+${LITERAL}$`);
const ANY_EQUALS = new RegExp(String.raw`^(\w+)\/any\((\w+):\s*\2\s+eq\s+${LITERAL}\)$`);

/** `a eq 'b'` and `a/any(x:x eq 'b')`, joined by `and`: what the product asks. */
function parseFilter(filter: string | null, filterable: readonly string[]): (item: Item) => boolean {
  if (filter === null) return () => true;
  const tests = splitByAnd(filter).map((clause) => parseClause(clause.trim(), filterable));
  return (item) => tests.every((test) => test(item));
}

function parseClause(clause: string, filterable: readonly string[]): (item: Item) => boolean {
  const equals = EQUALS.exec(clause);
  const any = ANY_EQUALS.exec(clause);
  const name = equals?.[1] ?? any?.[1] ?? '';
  if (!filterable.includes(name)) throw unsupportedFilter(clause);
  const wanted = (equals ? (equals[2] ?? equals[3]) : (any?.[3] ?? any?.[4]))?.replaceAll("''", "'").toLowerCase();
  const same = (value: unknown): boolean => String(value).toLowerCase() === wanted;
  return (item) => {
    const value = item[name];
    return any ? Array.isArray(value) && value.some(same) : same(value);
  };
}

/** Splits at ` and ` outside of quotes: there, an even number of quotes follows. */
function splitByAnd(filter: string): string[] {
  return filter.split(/\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)/);
}
