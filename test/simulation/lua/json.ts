import { NIL } from './msgpack.ts';
import { CJSON_NULL, LuaError, LuaTable, type LuaValue, numberText } from './values.ts';

/** A value of JavaScript as Lua sees it. @param nothing what null becomes */
export function fromJavaScript(value: unknown, nothing: LuaValue): LuaValue {
  if (value === null || value === undefined || value === NIL) return nothing;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return tableOf(value.map((each) => fromJavaScript(each, nothing)));
  if (typeof value !== 'object') throw new LuaError(`a ${typeof value} cannot become a value of Lua`);
  const table = new LuaTable();
  for (const [key, each] of Object.entries(value)) table.set(key, fromJavaScript(each, nothing));
  return table;
}

/** Holes stay where they are. */
function tableOf(list: readonly LuaValue[]): LuaTable {
  const end = list.indexOf(undefined);
  if (end < 0) return new LuaTable([...list]);
  const table = new LuaTable(list.slice(0, end));
  for (const [index, each] of list.entries()) if (index > end && each !== undefined) table.rest.set(index + 1, each);
  return table;
}

export function jsonDecode(text: LuaValue): LuaValue {
  if (typeof text !== 'string') throw new LuaError('Expected value but found invalid token at character 1');
  return fromJavaScript(JSON.parse(text), CJSON_NULL);
}

export function jsonEncode(value: LuaValue): string {
  if (value === undefined || value === CJSON_NULL) return 'null';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (!(value instanceof LuaTable)) throw new LuaError('Cannot serialise: type not supported');
  if (value.list.length > 0 && value.rest.size === 0) return `[${value.list.map(jsonEncode).join(',')}]`;
  const fields = [...value.entries()].map(([key, each]) => `${JSON.stringify(String(key))}:${jsonEncode(each)}`);
  return `{${fields.join(',')}}`;
}
