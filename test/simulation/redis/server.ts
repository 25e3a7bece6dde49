import { COMMANDS } from './commands/index.ts';
import { readStreams } from './commands/streams.ts';
import { Keyspace } from './keyspace.ts';
import { OK, RedisRefusal, type Reply } from './reply.ts';
import { loadScript, runScript } from './scripts.ts';

/** Somebody who waits for an answer that a later command may bring. */
export interface Waiting {
  readonly connection: number;
  readonly keys: readonly string[];
  /** The answer, when it is there now. */
  readonly look: () => Reply;
  readonly answer: (reply: Reply) => void;
  /** False when the process that waits has died. */
  readonly isThere: () => boolean;
}

/** Somebody who looks at what is written, from outside. */
export interface Watcher {
  /** A command or script wrote to this hash, and is done. */
  written(key: string): void;
  /** An entry of a stream, with the name of its key. */
  event(args: readonly string[]): void;
}

const INFO = 'redis_version:7.0.15\r\nmaxmemory_policy:noeviction\r\n';

/** What Redis answers to one command; `undefined`: not yet, the connection waits. */
export class RedisServer {
  readonly keys: Keyspace;
  readonly #waiting = new Set<Waiting>();
  readonly #subscribers = new Map<string, Set<(channel: string, message: string) => void>>();
  readonly #touched = new Set<string>();
  /** Hashes that the last commands wrote to. */
  readonly #written = new Set<string>();
  readonly #scripts = new Set<string>();
  readonly #watcher: Watcher | undefined;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number, watcher?: Watcher) {
    this.keys = new Keyspace(now);
    this.#watcher = watcher;
  }

  /** One command of a connection. @throws RedisRefusal */
  execute(connection: number, name: string, args: readonly (string | Buffer)[]): Reply {
    const words = () => args.map(String);
    switch (name) {
      case 'EVAL':
        return this.#script(this.load(String(args[0])), args.slice(1));
      case 'EVALSHA':
        return this.#script(String(args[0]), args.slice(1));
      case 'SCRIPT':
        return args.slice(1).map((text) => this.load(String(text)))[0] ?? null;
      case 'CLIENT':
        return this.#client(connection, words());
      case 'INFO':
        return INFO;
      default:
        return this.call(name, words());
    }
  }

  /** A command that only looks at keys, or publishes: what scripts may call too. @throws RedisRefusal */
  call(name: string, args: readonly string[]): Reply {
    if (name === 'TIME') return timeOf(this.keys.now());
    if (name === 'PING') return OK;
    if (name === 'PUBLISH') return this.#publish(args[0] ?? '', args[1] ?? '');
    if (name === 'XREAD') return readStreams(this.keys, args);
    const command = COMMANDS[name];
    // No refusal of Redis, which somebody may answer to: the model must learn it.
    if (!command) throw new TypeError(`the model of Redis does not know the command ${name}`);
    if (name === 'XADD') this.#watcher?.event(args);
    if (name === 'HSET') this.#written.add(args[0] ?? '');
    if (name === 'ZADD' || name === 'XADD') this.#touched.add(args[0] ?? '');
    return command(this.keys, args);
  }

  /** Lets a connection wait; answers at once when it can. @returns what stops the waiting: false when it has ended already */
  wait(waiting: Waiting): () => boolean {
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  /** Answers those who wait for what the last commands brought, in the order in which they came. */
  serve(): void {
    for (const key of this.#written) this.#watcher?.written(key);
    this.#written.clear();
    for (const waiting of this.#touched.size > 0 ? this.#waiting : []) {
      if (!waiting.isThere()) this.#waiting.delete(waiting);
      if (!waiting.isThere() || !waiting.keys.some((key) => this.#touched.has(key))) continue;
      const reply = waiting.look();
      if (isNothing(reply)) continue;
      this.#waiting.delete(waiting);
      waiting.answer(reply);
    }
    this.#touched.clear();
  }

  subscribe(channel: string, listener: (channel: string, message: string) => void): () => boolean {
    const listeners = this.#subscribers.get(channel) ?? new Set();
    this.#subscribers.set(channel, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** From now on EVALSHA knows it. @param name for the trace */
  load(text: string, name?: string): string {
    const sha = loadScript(text, name);
    this.#scripts.add(sha);
    return sha;
  }

  #script(sha: string, args: readonly (string | Buffer)[]): Reply {
    if (!this.#scripts.has(sha)) throw new RedisRefusal('NOSCRIPT No matching script. Please use EVAL.');
    return runScript(sha, args, (name, words) => this.call(name, words));
  }

  #client(connection: number, args: readonly string[]): Reply {
    const [name = '', id] = args;
    if (name.toUpperCase() === 'ID') return connection;
    if (name.toUpperCase() !== 'UNBLOCK') return OK;
    const waiting = [...this.#waiting].find((each) => each.connection === Number(id));
    if (!waiting) return 0;
    this.#waiting.delete(waiting);
    waiting.answer(null);
    return 1;
  }

  #publish(channel: string, message: string): Reply {
    const listeners = this.#subscribers.get(channel) ?? [];
    for (const listener of listeners) listener(channel, message);
    return [...listeners].length;
  }
}

export function isNothing(reply: Reply): boolean {
  return reply === null || (Array.isArray(reply) && reply.length === 0);
}

function timeOf(now: number): Reply {
  const whole = Math.floor(now);
  return [String(Math.floor(whole / 1000)), String((whole % 1000) * 1000)];
}
