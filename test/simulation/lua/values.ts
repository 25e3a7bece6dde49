/** What a Lua program works with; nil is undefined. */
export type LuaValue = undefined | boolean | number | string | Buffer | LuaTable | LuaFunction | typeof CJSON_NULL;

/** Every function returns all its values. */
export type LuaFunction = (...args: LuaValue[]) => LuaValue[];

export const CJSON_NULL = Symbol('cjson.null');

/** An error that a program raised, with the value that it raised. */
export class LuaError extends Error {}

/** A table: its array part is dense and begins at 1; everything else lies in a map. */
export class LuaTable {
  readonly list: LuaValue[];
  readonly rest: Map<LuaValue, LuaValue>;

  constructor(list: LuaValue[] = [], rest = new Map<LuaValue, LuaValue>()) {
    this.list = list;
    this.rest = rest;
    while (this.list.length > 0 && this.list.at(-1) === undefined) this.list.pop();
  }

  static of(fields: Readonly<Record<string, LuaValue>>): LuaTable {
    return new LuaTable([], new Map<LuaValue, LuaValue>(Object.entries(fields)));
  }

  get(key: LuaValue): LuaValue {
    if (typeof key === 'number' && key > 0 && key <= this.list.length) return this.list[key - 1];
    return this.rest.get(key);
  }

  set(key: LuaValue, value: LuaValue): void {
    if (typeof key === 'number' && key > 0 && key <= this.list.length) {
      this.list[key - 1] = value;
      while (this.list.length > 0 && this.list.at(-1) === undefined) this.list.pop();
    } else if (key === this.list.length + 1) {
      if (value === undefined) return;
      this.list.push(value);
      for (let next = key + 1; this.rest.has(next); next++) {
        this.list.push(this.rest.get(next));
        this.rest.delete(next);
      }
    } else if (value === undefined) this.rest.delete(key);
    else this.rest.set(key, value);
  }

  *entries(): Generator<[LuaValue, LuaValue]> {
    for (const [index, value] of this.list.entries()) if (value !== undefined) yield [index + 1, value];
    yield* this.rest;
  }
}

export function isTrue(value: LuaValue): boolean {
  return value !== undefined && value !== false;
}

export function typeOf(value: LuaValue): string {
  if (value === undefined) return 'nil';
  if (value instanceof LuaTable) return 'table';
  if (Buffer.isBuffer(value)) return 'string';
  return typeof value === 'symbol' ? 'userdata' : typeof value;
}

/** A number as Lua 5.1 writes it: 14 significant digits. */
export function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e14) return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const [digits = '', exponent] = value.toPrecision(14).split('e');
  const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
  return exponent === undefined ? short : `${short}e${exponent.replace(/^([+-])(\d)$/, '$10$2')}`;
}

export function toNumber(value: LuaValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text !== '' && !Number.isNaN(Number(text)) ? Number(text) : undefined;
}
