import { type Command, Redis } from 'ioredis';
import type { Host } from '../time/scheduler.ts';
import type { Network } from './network.ts';

/** One command on its way, or the commands of a transaction. */
export type Request = readonly Command[];

/**
 * A connection of ioredis that leads to the model: everything above `sendCommand` is ioredis' own code. It never opens a
 * socket.
 */
export class ModelRedis extends Redis {
  readonly #network: Network;
  readonly #host: Host;
  readonly id: number;
  #transaction: Command[] | undefined;
  /** Answers come in the order of the commands. */
  lastEffect = 0;
  lastAnswer = 0;
  /** Requests without an answer yet, and what ends their waiting in Redis. */
  readonly open = new Map<Request, () => void>();

  constructor(network: Network, host: Host) {
    super({ lazyConnect: true, maxRetriesPerRequest: null });
    this.#network = network;
    this.#host = host;
    this.id = network.nextId();
    this.status = 'ready';
    // Its type says more than a connection without options can be.
    Object.defineProperty(this, 'duplicate', { value: () => new ModelRedis(network, host), configurable: true });
  }

  get host(): Host {
    return this.#host;
  }

  override sendCommand(command: Command): Promise<unknown> {
    if (this.status === 'end') {
      command.reject(new Error('Connection is closed.'));
    } else if (command.name === 'quit') {
      command.resolve('OK');
      this.disconnect();
    } else if (command.name === 'multi') {
      this.#transaction = [command];
    } else if (this.#transaction) {
      this.#transaction.push(command);
      if (command.name === 'exec') {
        const transaction = this.#transaction;
        this.#transaction = undefined;
        this.#network.send(this, transaction);
      }
    } else {
      this.#network.send(this, [command]);
    }
    return command.promise;
  }

  /** Scripts go by their hash at once: all that were ever called are known. */
  override defineCommand(name: string, { lua, numberOfKeys = 0 }: { lua: string; numberOfKeys?: number }): void {
    const sha = this.#network.load(lua, name);
    const value = (...args: (string | number | Buffer)[]) => this.evalsha(sha, numberOfKeys, ...args.flat());
    Object.defineProperty(this, name, { value, configurable: true });
  }

  override async connect(): Promise<void> {
    this.status = 'ready';
  }

  override disconnect(reconnect = false): void {
    for (const [request, leave] of this.open) {
      leave();
      for (const command of request) command.reject(new Error('Connection is closed.'));
    }
    this.open.clear();
    if (reconnect) return;
    this.status = 'end';
    process.nextTick(() => {
      this.emit('close');
      this.emit('end');
    });
  }
}
