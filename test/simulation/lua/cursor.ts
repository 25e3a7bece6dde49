import { type Token, tokensOf } from './lexer.ts';

/** Reads the tokens of a program one after the other. */
export interface Cursor {
  readonly token: Token;
  is(...texts: string[]): boolean;
  /** Takes the token when it is one of these. */
  take(...texts: string[]): Token | undefined;
  /** @throws Error when it is not */
  need(text: string): void;
  name(): string;
  advance(): Token;
}

export function cursorOver(source: string): Cursor {
  const tokens = tokensOf(source);
  const end: Token = { kind: 'end', text: '', line: 0 };
  let at = 0;
  const cursor: Cursor = {
    get token() {
      return tokens[at] ?? end;
    },
    is: (...texts) => ['keyword', 'symbol'].includes(cursor.token.kind) && texts.includes(cursor.token.text),
    take: (...texts) => (cursor.is(...texts) ? cursor.advance() : undefined),
    need(text) {
      if (!cursor.take(text)) throw notUnderstood(cursor.token, text);
    },
    name() {
      if (cursor.token.kind !== 'name') throw notUnderstood(cursor.token, 'a name');
      return cursor.advance().text;
    },
    advance() {
      const { token } = cursor;
      at += 1;
      return token;
    },
  };
  return cursor;
}

export function notUnderstood({ text, line }: Token, wanted: string): Error {
  return new Error(`Lua, line ${line}: "${text}" where ${wanted} was expected`);
}
