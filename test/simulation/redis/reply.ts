/** An answer of Redis. */
export type Reply = string | number | null | Status | readonly Reply[];

/** A word such as OK, which Lua sees as `{ok = 'OK'}`. */
export class Status {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export const OK = new Status('OK');

/** An error that Redis answers. */
export class RedisRefusal extends Error {}

export const wrongType = () => new RedisRefusal('WRONGTYPE Operation against a key holding the wrong kind of value');
export const syntaxError = () => new RedisRefusal('ERR syntax error');
export const noInteger = () => new RedisRefusal('ERR value is not an integer or out of range');

/** What ioredis makes of an answer. */
export function plain(reply: Reply): unknown {
  if (reply instanceof Status) return reply.text;
  return Array.isArray(reply) ? reply.map(plain) : reply;
}
