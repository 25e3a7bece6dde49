import type { Scope } from './scope.ts';
import type { Block, Expression } from './tree.ts';

/** Emits the body of a function; given, because statements hold expressions and functions hold statements. */
export type EmitBody = (scope: Scope, parameters: readonly string[], body: Block) => string;

const ARITHMETIC: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo',
  '^': 'power',
  '..': 'concat',
};

const COMPARISONS: ReadonlySet<string> = new Set(['==', '~=', '<', '<=', '>', '>=']);

/** JavaScript for one value. */
export function emitValue(scope: Scope, expression: Expression, body: EmitBody): string {
  const value = (each: Expression) => emitValue(scope, each, body);
  switch (expression.kind) {
    case 'nil':
      return 'undefined';
    case 'true':
    case 'false':
      return expression.kind;
    case 'number':
      return String(expression.value);
    case 'string':
      return JSON.stringify(expression.value);
    case 'name':
      return scope.find(expression.name, expression.line);
    case 'single':
      return value(expression.value);
    case 'index':
      return `lua.get(${value(expression.of)}, ${value(expression.key)})`;
    case 'call':
      return `${emitCall(scope, expression, body)}[0]`;
    case 'function':
      return body(scope.function(), expression.parameters, expression.body);
    case 'table': {
      const fields = expression.fields.map((field) => `[${value(field.key)}, ${value(field.value)}]`);
      return `lua.table([${emitValues(scope, expression.list, body)}], [${fields.join(', ')}])`;
    }
    case 'unary':
      if (expression.operator === 'not') return `!${emitCondition(scope, expression.value, body)}`;
      return `lua.${expression.operator === '#' ? 'length' : 'negate'}(${value(expression.value)})`;
    case 'binary':
      return emitBinary(scope, expression, body);
  }
}

type Binary = Extract<Expression, { kind: 'binary' }>;

function emitBinary(scope: Scope, expression: Binary, body: EmitBody): string {
  const { operator, left, right } = expression;
  if (COMPARISONS.has(operator)) return emitCondition(scope, expression, body);
  const second = emitValue(scope, right, body);
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic) return `lua.${arithmetic}(${emitValue(scope, left, body)}, ${second})`;
  const kept = scope.temporary();
  const isTrue = `lua.isTrue(${kept} = ${emitValue(scope, left, body)})`;
  return operator === 'and' ? `(${isTrue} ? ${second} : ${kept})` : `(${isTrue} ? ${kept} : ${second})`;
}

/** JavaScript for a boolean. */
export function emitCondition(scope: Scope, expression: Expression, body: EmitBody): string {
  const condition = (each: Expression) => emitCondition(scope, each, body);
  if (expression.kind === 'single') return condition(expression.value);
  if (expression.kind === 'unary' && expression.operator === 'not') return `!${condition(expression.value)}`;
  if (expression.kind !== 'binary') return `lua.isTrue(${emitValue(scope, expression, body)})`;
  const { operator, left, right } = expression;
  if (operator === 'and') return `(${condition(left)} && ${condition(right)})`;
  if (operator === 'or') return `(${condition(left)} || ${condition(right)})`;
  if (!COMPARISONS.has(operator)) return `lua.isTrue(${emitValue(scope, expression, body)})`;
  const [one, other] = [emitValue(scope, left, body), emitValue(scope, right, body)];
  switch (operator) {
    case '==':
      return `(${one} === ${other})`;
    case '~=':
      return `(${one} !== ${other})`;
    case '<':
      return `lua.less(${one}, ${other})`;
    case '<=':
      return `lua.lessOrEqual(${one}, ${other})`;
    case '>':
      return `lua.less(${other}, ${one})`;
    default:
      return `lua.lessOrEqual(${other}, ${one})`;
  }
}

/** JavaScript for the elements of a list: a call at its end gives all of its values. */
export function emitValues(scope: Scope, expressions: readonly Expression[], body: EmitBody): string {
  return expressions
    .map((each, index) =>
      each.kind === 'call' && index === expressions.length - 1
        ? `...${emitCall(scope, each, body)}`
        : emitValue(scope, each, body),
    )
    .join(', ');
}

type Call = Extract<Expression, { kind: 'call' }>;

export function emitCall(scope: Scope, { of, args }: Call, body: EmitBody): string {
  return `lua.callable(${emitValue(scope, of, body)})(${emitValues(scope, args, body)})`;
}
