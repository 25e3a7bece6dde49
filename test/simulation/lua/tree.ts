/** A Lua program as a tree. */
export type Expression =
  | { readonly kind: 'nil' | 'true' | 'false' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string; readonly line: number }
  | { readonly kind: 'index'; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'call'; readonly of: Expression; readonly args: readonly Expression[] }
  | { readonly kind: 'function'; readonly parameters: readonly string[]; readonly body: Block }
  | { readonly kind: 'unary'; readonly operator: string; readonly value: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'table'; readonly list: readonly Expression[]; readonly fields: readonly Field[] }
  /** In parentheses: one value. */
  | { readonly kind: 'single'; readonly value: Expression };

export interface Field {
  readonly key: Expression;
  readonly value: Expression;
}

export type Statement =
  | { readonly kind: 'local'; readonly names: readonly string[]; readonly values: readonly Expression[] }
  | { readonly kind: 'local-function'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'assign'; readonly targets: readonly Expression[]; readonly values: readonly Expression[] }
  | { readonly kind: 'call'; readonly call: Expression }
  | { readonly kind: 'do'; readonly body: Block }
  | { readonly kind: 'while'; readonly condition: Expression; readonly body: Block }
  | { readonly kind: 'repeat'; readonly condition: Expression; readonly body: Block }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Block | undefined }
  | {
      readonly kind: 'count';
      readonly name: string;
      readonly from: Expression;
      readonly to: Expression;
      readonly step: Expression | undefined;
      readonly body: Block;
    }
  | {
      readonly kind: 'each';
      readonly names: readonly string[];
      readonly over: readonly Expression[];
      readonly body: Block;
    }
  | { readonly kind: 'return'; readonly values: readonly Expression[] }
  | { readonly kind: 'break' };

export interface Branch {
  readonly condition: Expression;
  readonly body: Block;
}

export type Block = readonly Statement[];
