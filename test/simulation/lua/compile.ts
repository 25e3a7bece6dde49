import { compileFunction } from 'node:vm';
import { emit } from './emit.ts';
import { type Globals, library } from './library.ts';
import { operators } from './operators.ts';
import { parse } from './parse.ts';
import type { LuaValue } from './values.ts';

/** @returns the program's first value · @throws LuaError */
export type Program = (globals: Globals) => LuaValue;

/**
 * A Lua script as a function of JavaScript: the scripts of the product and of BullMQ run as they are written.
 * @throws Error where it uses more of Lua than they do
 */
export function compile(source: string): Program {
  const run = compileFunction(emit(parse(source)), ['lua', 'globals']);
  return (globals) => run(operators, { ...library, ...globals })[0];
}
