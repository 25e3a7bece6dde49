import { isTrue, LuaError, type LuaFunction, LuaTable, type LuaValue, numberText, toNumber, typeOf } from './values.ts';

/** What emitted programs call: the operators of Lua. */
export const operators = {
  isTrue,
  get(of: LuaValue, key: LuaValue): LuaValue {
    if (of instanceof LuaTable) return of.get(key);
    throw new LuaError(`attempt to index a ${typeOf(of)} value`);
  },
  set(of: LuaValue, key: LuaValue, value: LuaValue): void {
    if (!(of instanceof LuaTable)) throw new LuaError(`attempt to index a ${typeOf(of)} value`);
    of.set(key, value);
  },
  callable(value: LuaValue): LuaFunction {
    if (typeof value === 'function') return value;
    throw new LuaError(`attempt to call a ${typeOf(value)} value`);
  },
  table(list: LuaValue[], fields: readonly (readonly [LuaValue, LuaValue])[]): LuaTable {
    const made = new LuaTable(list);
    for (const [key, value] of fields) made.set(key, value);
    return made;
  },
  length(value: LuaValue): number {
    if (value instanceof LuaTable) return value.list.length;
    if (typeof value === 'string' || Buffer.isBuffer(value)) return Buffer.byteLength(value);
    throw new LuaError(`attempt to get length of a ${typeOf(value)} value`);
  },
  concat(one: LuaValue, other: LuaValue): string {
    return textOf(one) + textOf(other);
  },
  negate: (value: LuaValue) => -needNumber(value),
  add: (one: LuaValue, other: LuaValue) => needNumber(one) + needNumber(other),
  subtract: (one: LuaValue, other: LuaValue) => needNumber(one) - needNumber(other),
  multiply: (one: LuaValue, other: LuaValue) => needNumber(one) * needNumber(other),
  divide: (one: LuaValue, other: LuaValue) => needNumber(one) / needNumber(other),
  power: (one: LuaValue, other: LuaValue) => needNumber(one) ** needNumber(other),
  modulo(one: LuaValue, other: LuaValue): number {
    const [a, b] = [needNumber(one), needNumber(other)];
    return a - Math.floor(a / b) * b;
  },
  less: (one: LuaValue, other: LuaValue) => compare(one, other, (a, b) => a < b),
  lessOrEqual: (one: LuaValue, other: LuaValue) => compare(one, other, (a, b) => a <= b),
  *count(from: LuaValue, to: LuaValue, step: LuaValue): Generator<number> {
    const [end, by] = [needNumber(to), needNumber(step)];
    for (let value = needNumber(from); by > 0 ? value <= end : value >= end; value += by) yield value;
  },
};

export function needNumber(value: LuaValue): number {
  const number = toNumber(value);
  if (number === undefined) throw new LuaError(`attempt to perform arithmetic on a ${typeOf(value)} value`);
  return number;
}

function textOf(value: LuaValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  throw new LuaError(`attempt to concatenate a ${typeOf(value)} value`);
}

function compare(one: LuaValue, other: LuaValue, holds: <T extends string | number>(a: T, b: T) => boolean): boolean {
  if (typeof one === 'number' && typeof other === 'number') return holds(one, other);
  if (typeof one === 'string' && typeof other === 'string') return holds(one, other);
  throw new LuaError(`attempt to compare ${typeOf(one)} with ${typeOf(other)}`);
}
