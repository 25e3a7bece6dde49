import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { compile } from './lua/compile.ts';

const require = createRequire(import.meta.url);
const Scripts = z.record(z.string(), z.object({ content: z.string() }));

test('every script of BullMQ is understood', () => {
  const scripts = Object.values(Scripts.parse(require('bullmq/dist/cjs/scripts')));
  expect(scripts.length).toBeGreaterThan(50);
  for (const { content } of scripts) expect(() => compile(content)).not.toThrow();
});

test.each([
  ['return 7 % -3 .. " " .. 2 ^ 3 .. " " .. 7 / 2', '-2 8 3.5'],
  ['return 1 .. 2 == "12" and "both" or "none"', 'both'],
  ['return not nil == true and #"añb"', 4],
  ['local t = {1, 2, nil, 4} return #{1, 2, unpack({3, 4})}', 4],
  ['local a, b = (function() return 1, 2 end)() return a + b', 3],
  ['local s = "" for i = 10, 1, -4 do s = s .. i .. "," end return s', '10,6,2,'],
  ['local s = 0 for _, v in ipairs({1, 2, nil, 3}) do s = s + v end return s', 3],
  ['local s = 0 for k, v in pairs({a = 1, b = 2}) do s = s + v end return s', 3],
  ['local n = 0 while true do n = n + 1 if n > 4 then break end end return n', 5],
  ['local n = 0 repeat local m = n n = n + 1 until m == 3 return n', 4],
  ['local function f(n) if n < 2 then return n end return f(n - 1) + f(n - 2) end return f(12)', 144],
  ['return 1764000000000 * 4096 .. " " .. 1764000000000', '7.225344e+15 1764000000000'],
  ['return tonumber("0x10") + "5" .. ""', '21'],
  ['return tostring(1/3)', '0.33333333333333'],
  ['return cjson.encode({1, 2, {a = "b"}}) .. cjson.decode("[1,{\\"x\\":null}]")[1]', '[1,2,{"a":"b"}]1'],
  ['return string.sub("hello", 2, -2) .. string.match("a:b:c", ".*:(.*)")', 'ellc'],
  ['return string.format("%d", 1764000000000 + 0.5)', '1764000000000'],
  ['local a = {} a.b = {c = 1} a.b.c = a.b.c + 1 return a.b.c', 2],
  ['local f = false return f or nil', undefined],
])('%s', (program, value) => {
  expect(compile(program)({})).toBe(value);
});

test.each(['return foo', 'return ("x"):len()', 'goto done'])('%s is more than the model knows', (program) => {
  expect(() => compile(program)).toThrow('Lua');
});
