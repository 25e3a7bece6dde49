import { type Cursor, cursorOver, notUnderstood } from './cursor.ts';
import { functionBody, parseExpression } from './parse-expression.ts';
import type { Block, Branch, Expression, Statement } from './tree.ts';

/** @throws Error where the program uses more of Lua than our scripts and BullMQ's do */
export function parse(source: string): Block {
  const cursor = cursorOver(source);
  const program = block(cursor);
  if (cursor.token.kind !== 'end') throw notUnderstood(cursor.token, 'a statement');
  return program;
}

function block(cursor: Cursor): Block {
  const statements: Statement[] = [];
  while (cursor.token.kind !== 'end' && !cursor.is('end', 'else', 'elseif', 'until')) {
    if (!cursor.take(';')) statements.push(statement(cursor));
  }
  return statements;
}

function body(cursor: Cursor, begin: string): Block {
  cursor.need(begin);
  const statements = block(cursor);
  cursor.need('end');
  return statements;
}

function statement(cursor: Cursor): Statement {
  const keyword = cursor.take('local', 'if', 'for', 'while', 'repeat', 'do', 'function', 'return', 'break')?.text;
  switch (keyword) {
    case 'local':
      return local(cursor);
    case 'if':
      return conditional(cursor);
    case 'for':
      return loop(cursor);
    case 'while':
      return { kind: 'while', condition: expression(cursor), body: body(cursor, 'do') };
    case 'repeat': {
      const statements = block(cursor);
      cursor.need('until');
      return { kind: 'repeat', body: statements, condition: expression(cursor) };
    }
    case 'do': {
      const statements = block(cursor);
      cursor.need('end');
      return { kind: 'do', body: statements };
    }
    case 'function':
      return { kind: 'local-function', name: cursor.name(), value: functionBody(cursor, block) };
    case 'return': {
      const ends = cursor.token.kind === 'end' || cursor.is('end', 'else', 'elseif', 'until', ';');
      return { kind: 'return', values: ends ? [] : expressions(cursor) };
    }
    case 'break':
      return { kind: 'break' };
    default:
      return assignmentOrCall(cursor);
  }
}

function local(cursor: Cursor): Statement {
  if (cursor.take('function')) {
    return { kind: 'local-function', name: cursor.name(), value: functionBody(cursor, block) };
  }
  const list = names(cursor);
  return { kind: 'local', names: list, values: cursor.take('=') ? expressions(cursor) : [] };
}

function conditional(cursor: Cursor): Statement {
  const branches: Branch[] = [];
  do {
    const condition = expression(cursor);
    cursor.need('then');
    branches.push({ condition, body: block(cursor) });
  } while (cursor.take('elseif'));
  const otherwise = cursor.take('else') ? block(cursor) : undefined;
  cursor.need('end');
  return { kind: 'if', branches, otherwise };
}

function loop(cursor: Cursor): Statement {
  const list = names(cursor);
  if (cursor.take('in')) {
    return { kind: 'each', names: list, over: expressions(cursor), body: body(cursor, 'do') };
  }
  cursor.need('=');
  const [from, to, step] = expressions(cursor);
  if (!from || !to) throw notUnderstood(cursor.token, 'the bounds of a loop');
  return { kind: 'count', name: list[0] ?? '', from, to, step, body: body(cursor, 'do') };
}

function assignmentOrCall(cursor: Cursor): Statement {
  const first = expression(cursor);
  if (first.kind === 'call' && !cursor.is('=', ',')) return { kind: 'call', call: first };
  const targets = [first];
  while (cursor.take(',')) targets.push(expression(cursor));
  cursor.need('=');
  return { kind: 'assign', targets, values: expressions(cursor) };
}

function names(cursor: Cursor): string[] {
  const list = [cursor.name()];
  while (cursor.take(',')) list.push(cursor.name());
  return list;
}

function expressions(cursor: Cursor): Expression[] {
  const list = [expression(cursor)];
  while (cursor.take(',')) list.push(expression(cursor));
  return list;
}

function expression(cursor: Cursor): Expression {
  return parseExpression(cursor, block);
}
