export interface Token {
  readonly kind: 'name' | 'keyword' | 'number' | 'string' | 'symbol' | 'end';
  readonly text: string;
  readonly line: number;
}

const KEYWORDS = new Set(
  'and break do else elseif end false for function if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

const SPACE = /(?:\s+|--\[\[[\s\S]*?\]\]|--[^\n]*)+/y;
const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const TEXT = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y;
const SYMBOL = /\.\.|==|~=|<=|>=|[-+*/%^#<>=(){}[\];:,.]/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** The part of Lua 5.1 that our scripts and BullMQ's are written in. @throws Error for anything else */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match) {
      at = pattern.lastIndex;
      line += match[0].split('\n').length - 1;
    }
    return match;
  };
  for (;;) {
    take(SPACE);
    if (at >= source.length) return [...tokens, { kind: 'end', text: '', line }];
    const name = take(NAME)?.[0];
    const number = name === undefined ? take(NUMBER)?.[0] : undefined;
    if (name !== undefined) tokens.push({ kind: KEYWORDS.has(name) ? 'keyword' : 'name', text: name, line });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, line });
    else {
      const text = take(TEXT);
      const symbol = text ? undefined : take(SYMBOL)?.[0];
      if (text) tokens.push({ kind: 'string', text: unescaped(text[1] ?? text[2] ?? ''), line });
      else if (symbol) tokens.push({ kind: 'symbol', text: symbol, line });
      else throw new Error(`Lua, line ${line}: ${source.slice(at, at + 20)} is not understood`);
    }
  }
}

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}
