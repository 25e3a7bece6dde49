import { type Cursor, notUnderstood } from './cursor.ts';
import type { Block, Expression, Field } from './tree.ts';

/** Operators by how strongly they bind, weakest first. */
const LEVELS = [['or'], ['and'], ['<', '>', '<=', '>=', '~=', '=='], ['..'], ['+', '-'], ['*', '/', '%']] as const;

/** @param block reads the body of a function up to its `end` */
export function parseExpression(cursor: Cursor, block: (cursor: Cursor) => Block): Expression {
  return binary(0);

  function binary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) return unary();
    const left = binary(level + 1);
    if (operators[0] === '..') {
      const operator = cursor.take('..')?.text;
      return operator ? { kind: 'binary', operator, left, right: binary(level) } : left;
    }
    let all = left;
    for (let token = cursor.take(...operators); token; token = cursor.take(...operators)) {
      all = { kind: 'binary', operator: token.text, left: all, right: binary(level + 1) };
    }
    return all;
  }

  function unary(): Expression {
    const operator = cursor.take('not', '-', '#')?.text;
    if (operator) return { kind: 'unary', operator, value: unary() };
    const base = suffixed();
    if (!cursor.take('^')) return base;
    return { kind: 'binary', operator: '^', left: base, right: unary() };
  }

  function suffixed(): Expression {
    let value = primary();
    for (;;) {
      if (cursor.take('.')) value = { kind: 'index', of: value, key: { kind: 'string', value: cursor.name() } };
      else if (cursor.take('[')) {
        value = { kind: 'index', of: value, key: binary(0) };
        cursor.need(']');
      } else if (cursor.take('(')) value = { kind: 'call', of: value, args: list(')') };
      else if (cursor.is(':')) throw notUnderstood(cursor.token, 'no call of a method');
      else return value;
    }
  }

  function primary(): Expression {
    const { token } = cursor;
    if (token.kind === 'number') return { kind: 'number', value: Number(cursor.advance().text) };
    if (token.kind === 'string') return { kind: 'string', value: cursor.advance().text };
    if (token.kind === 'name') return { kind: 'name', name: cursor.advance().text, line: token.line };
    if (cursor.take('nil')) return { kind: 'nil' };
    if (cursor.take('true')) return { kind: 'true' };
    if (cursor.take('false')) return { kind: 'false' };
    if (cursor.take('function')) return functionBody(cursor, block);
    if (cursor.take('{')) return table();
    if (!cursor.take('(')) throw notUnderstood(token, 'a value');
    const value = binary(0);
    cursor.need(')');
    return { kind: 'single', value };
  }

  function list(end: string): Expression[] {
    const all: Expression[] = [];
    while (!cursor.take(end)) {
      all.push(binary(0));
      if (!cursor.is(end)) cursor.need(',');
    }
    return all;
  }

  function table(): Expression {
    const items: Expression[] = [];
    const fields: Field[] = [];
    while (!cursor.take('}')) {
      if (cursor.take('[')) {
        const key = binary(0);
        cursor.need(']');
        cursor.need('=');
        fields.push({ key, value: binary(0) });
      } else {
        const item = binary(0);
        if (item.kind === 'name' && cursor.take('=')) {
          fields.push({ key: { kind: 'string', value: item.name }, value: binary(0) });
        } else items.push(item);
      }
      if (!cursor.is('}') && !cursor.take(',')) cursor.need(';');
    }
    return { kind: 'table', list: items, fields };
  }
}

export function functionBody(cursor: Cursor, block: (cursor: Cursor) => Block): Expression {
  cursor.need('(');
  const parameters: string[] = [];
  while (!cursor.take(')')) {
    parameters.push(cursor.name());
    if (!cursor.is(')')) cursor.need(',');
  }
  const body = block(cursor);
  cursor.need('end');
  return { kind: 'function', parameters, body };
}
