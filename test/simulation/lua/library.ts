import { fromJavaScript, jsonDecode, jsonEncode } from './json.ts';
import { unpackMessage } from './msgpack.ts';
import { needNumber } from './operators.ts';
import { LuaError, type LuaFunction, LuaTable, type LuaValue, numberText, toNumber, typeOf } from './values.ts';

export type Globals = Readonly<Record<string, LuaValue>>;

/** The functions of Lua that our scripts and BullMQ's use. */
export const library: Globals = {
  tonumber: (value) => [toNumber(value)],
  tostring: (value) => [typeof value === 'number' ? numberText(value) : value === undefined ? 'nil' : String(value)],
  type: (value) => [typeOf(value)],
  error(value) {
    throw new LuaError(String(value));
  },
  pairs(of) {
    const entries = needTable(of).entries();
    return [() => entries.next().value ?? []];
  },
  ipairs(of) {
    const { list } = needTable(of);
    let index = 0;
    return [
      () => {
        const value = list[index];
        index += 1;
        return value === undefined ? [] : [index, value];
      },
    ];
  },
  next: (of) => needTable(of).entries().next().value ?? [],
  unpack: (of, from = 1, to) =>
    needTable(of).list.slice(needNumber(from) - 1, to === undefined ? undefined : needNumber(to)),
  table: LuaTable.of({
    insert(of, ...more) {
      if (more.length !== 1) throw new LuaError('table.insert is known at the end alone');
      const table = needTable(of);
      table.set(table.list.length + 1, more[0]);
      return [];
    },
    concat: (of, by = '') => [needTable(of).list.map(textOf).join(textOf(by))],
  } satisfies Record<string, LuaFunction>),
  math: LuaTable.of({
    floor: (value) => [Math.floor(needNumber(value))],
    ceil: (value) => [Math.ceil(needNumber(value))],
    abs: (value) => [Math.abs(needNumber(value))],
    min: (...values) => [Math.min(...values.map(needNumber))],
    max: (...values) => [Math.max(...values.map(needNumber))],
  } satisfies Record<string, LuaFunction>),
  string: LuaTable.of({
    format(pattern, value) {
      if (pattern !== '%d') throw new LuaError(`this format of Lua is not known here: ${textOf(pattern)}`);
      return [String(Math.trunc(needNumber(value)))];
    },
    sub: (value, from, to = -1) => [part(textOf(value), needNumber(from), needNumber(to))],
    match(value, pattern) {
      const found = new RegExp(`^(?:${simplePattern(textOf(pattern))})`).exec(textOf(value));
      if (!found) return [undefined];
      return found.length > 1 ? found.slice(1) : [found[0]];
    },
  } satisfies Record<string, LuaFunction>),
  cjson: LuaTable.of({
    decode: (text) => [jsonDecode(text)],
    encode: (value) => [jsonEncode(value)],
  } satisfies Record<string, LuaFunction>),
  cmsgpack: LuaTable.of({
    unpack(packed) {
      if (!Buffer.isBuffer(packed)) throw new LuaError('cmsgpack.unpack wants what msgpackr packed');
      return [fromJavaScript(unpackMessage(packed), undefined)];
    },
  } satisfies Record<string, LuaFunction>),
};

function needTable(value: LuaValue): LuaTable {
  if (value instanceof LuaTable) return value;
  throw new LuaError(`bad argument (table expected, got ${typeOf(value)})`);
}

function textOf(value: LuaValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  throw new LuaError(`bad argument (string expected, got ${typeOf(value)})`);
}

function part(text: string, from: number, to: number): string {
  const begin = from < 0 ? Math.max(text.length + from, 0) : Math.max(from - 1, 0);
  return text.slice(begin, to < 0 ? text.length + to + 1 : to);
}

/** Patterns without classes mean the same in JavaScript. */
function simplePattern(pattern: string): string {
  if (/[%\-$^|\\]/.test(pattern)) throw new LuaError(`this pattern of Lua is not known here: ${pattern}`);
  return pattern;
}
