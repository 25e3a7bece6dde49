import { emitCall, emitCondition, emitValue, emitValues } from './emit-expression.ts';
import { createScope, type Scope } from './scope.ts';
import type { Block, Expression, Statement } from './tree.ts';

/** JavaScript for the body of a function of `lua` (lua/operators.ts) and `globals` that returns all values of the program. */
export function emit(program: Block): string {
  return `return (${emitFunction(createScope(), [], program)})();`;
}

function emitFunction(scope: Scope, parameters: readonly string[], body: Block): string {
  const names = parameters.map((name) => scope.declare(name));
  const statements = emitBlock(scope, body);
  const temporaries = scope.temporaries.length > 0 ? `let ${scope.temporaries.join(', ')};\n` : '';
  return `(${names.join(', ')}) => {\n${temporaries}${statements}\nreturn [];\n}`;
}

function emitBlock(scope: Scope, statements: Block): string {
  return statements.map((each) => emitStatement(scope, each)).join('\n');
}

function emitStatement(scope: Scope, statement: Statement): string {
  const value = (each: Expression) => emitValue(scope, each, emitFunction);
  const values = (each: readonly Expression[]) => emitValues(scope, each, emitFunction);
  const condition = (each: Expression) => emitCondition(scope, each, emitFunction);
  const block = (each: Block) => `{\n${emitBlock(scope.block(), each)}\n}`;
  switch (statement.kind) {
    case 'local': {
      const [only] = statement.values;
      const text = statement.names.length === 1 && statement.values.length === 1 && only ? value(only) : undefined;
      const list = text === undefined ? `[${values(statement.values)}]` : '';
      const names = statement.names.map((name) => scope.declare(name));
      return text === undefined ? `let [${names.join(', ')}] = ${list};` : `let ${names[0]} = ${text};`;
    }
    case 'local-function': {
      const name = scope.declare(statement.name);
      return `let ${name}; ${name} = ${value(statement.value)};`;
    }
    case 'assign':
      return emitAssignment(scope, statement);
    case 'call':
      return statement.call.kind === 'call' ? `${emitCall(scope, statement.call, emitFunction)};` : '';
    case 'do':
      return block(statement.body);
    case 'while':
      return `while (${condition(statement.condition)}) ${block(statement.body)}`;
    case 'repeat': {
      const inner = scope.block();
      const body = emitBlock(inner, statement.body);
      return `for (;;) {\n${body}\nif (${emitCondition(inner, statement.condition, emitFunction)}) break;\n}`;
    }
    case 'if': {
      const branches = statement.branches.map((each) => `if (${condition(each.condition)}) ${block(each.body)}`);
      return branches.join(' else ') + (statement.otherwise ? ` else ${block(statement.otherwise)}` : '');
    }
    case 'count':
      return emitCount(scope, statement);
    case 'each':
      return emitEach(scope, statement);
    case 'return':
      return `return [${values(statement.values)}];`;
    case 'break':
      return 'break;';
  }
}

type Assign = Extract<Statement, { kind: 'assign' }>;

function emitAssignment(scope: Scope, { targets, values }: Assign): string {
  const to = (target: Expression, value: string) => {
    if (target.kind === 'name') return `${scope.find(target.name, target.line)} = ${value};`;
    if (target.kind !== 'index') throw new Error('Lua: this cannot be assigned to');
    const place = [target.of, target.key].map((each) => emitValue(scope, each, emitFunction));
    return `lua.set(${place.join(', ')}, ${value});`;
  };
  const [target] = targets;
  const [only] = values;
  if (targets.length === 1 && values.length === 1 && target && only) {
    return to(target, emitValue(scope, only, emitFunction));
  }
  const list = scope.temporary();
  const all = `${list} = [${emitValues(scope, values, emitFunction)}];`;
  return [all, ...targets.map((each, index) => to(each, `${list}[${index}]`))].join(' ');
}

type Count = Extract<Statement, { kind: 'count' }>;

function emitCount(scope: Scope, { name, from, to, step, body }: Count): string {
  const bounds = [from, to, step ?? { kind: 'number' as const, value: 1 }].map((each) =>
    emitValue(scope, each, emitFunction),
  );
  const inner = scope.block();
  const counter = inner.declare(name);
  return `for (const ${counter} of lua.count(${bounds.join(', ')})) {\n${emitBlock(inner, body)}\n}`;
}

type Each = Extract<Statement, { kind: 'each' }>;

function emitEach(scope: Scope, { names, over, body }: Each): string {
  const next = scope.temporary();
  const begin = `${next} = lua.callable([${emitValues(scope, over, emitFunction)}][0]);`;
  const inner = scope.block();
  const ids = names.map((name) => inner.declare(name));
  const step = `const [${ids.join(', ')}] = ${next}(); if (${ids[0]} === undefined) break;`;
  return `${begin} for (;;) {\n${step}\n${emitBlock(inner, body)}\n}`;
}
