import type { Command } from 'ioredis';
import type { Random } from '../time/random.ts';
import type { Host, Scheduler } from '../time/scheduler.ts';
import { blockingOf } from './blocking.ts';
import type { ModelRedis, Request } from './connection.ts';
import type { Fault } from './faults.ts';
import { plain, RedisRefusal, type Reply } from './reply.ts';
import { scriptName } from './scripts.ts';
import { isNothing, type RedisServer } from './server.ts';

/** What the network asks of the world around it. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly server: RedisServer;
  readonly random: Random;
  /** What goes wrong with this request, counted where it is chosen. */
  faultOf(host: Host, name: string): Fault | undefined;
  kill(host: Host): void;
  /** A line for the trace. */
  trace(line: string): void;
  /** A mistake of the model itself. */
  broken(error: unknown): void;
}

type Answer = { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly error: Error };

/** Between the processes and Redis: every command takes its time, and may fail before or after its effect. */
export class Network {
  readonly #around: Surroundings;
  #connections = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  nextId(): number {
    this.#connections += 1;
    return this.#connections;
  }

  load(lua: string, name: string): string {
    return this.#around.server.load(lua, name);
  }

  send(connection: ModelRedis, request: Request): void {
    const { scheduler, random } = this.#around;
    const { host } = connection;
    if (!host.alive) return;
    connection.open.set(request, () => {});
    const [first] = request;
    const name = (first?.name ?? '').toUpperCase();
    const fault = this.#around.faultOf(host, name);
    if (fault) this.#around.trace(`${host.name} ${name} ${fault}`);
    const way = 0.1 + random.next();
    const hang = () => 200 + 20_000 * random.next() ** 3;
    if (fault === 'refused' || fault === 'lost') {
      const refusal = fault === 'refused' ? 'OOM command not allowed when used memory > maxmemory' : undefined;
      this.#answer(connection, request, way, { ok: false, error: new Error(refusal ?? 'Connection is closed.') });
      return;
    }
    if (fault === 'death-before') {
      this.#around.kill(host);
      return;
    }
    const delay = fault === 'late' ? way + hang() : way;
    connection.lastEffect = Math.max(connection.lastEffect, scheduler.now + delay);
    scheduler.schedule(connection.lastEffect - scheduler.now, undefined, () => {
      this.#effect(connection, request, name, fault, fault === 'answer-late' ? hang() : 0);
    });
  }

  #effect(connection: ModelRedis, request: Request, name: string, fault: Fault | undefined, hang: number): void {
    const { scheduler, random, server } = this.#around;
    const { host } = connection;
    const back = hang + 0.1 + random.next();
    const words = request[0]?.args.map(String) ?? [];
    const blocking = blockingOf(server, name, words);
    if (blocking && fault === undefined) {
      this.#block(connection, request, blocking);
      return;
    }
    if (name === 'SUBSCRIBE') this.#subscribe(connection, words);
    this.#around.trace(`${host.name} ${about(name, words)}`);
    let answer = this.#execute(connection, request);
    if (fault === 'sent-twice') answer = this.#execute(connection, request);
    if (fault === 'death-after') {
      this.#around.kill(host);
      return;
    }
    if (fault === 'sleep') host.asleepUntil = Math.max(host.asleepUntil, scheduler.now + 30_000 * random.next() ** 2);
    if (fault === 'answer-lost') answer = { ok: false, error: new Error('Connection is closed.') };
    this.#answer(connection, request, fault === 'sent-twice' ? back + 50 : back, answer);
  }

  #execute(connection: ModelRedis, request: Request): Answer {
    const { server } = this.#around;
    const one = (command: Command): Reply =>
      server.execute(connection.id, command.name.toUpperCase(), command.args.map(argument));
    try {
      const [only] = request;
      const reply = request.length === 1 && only ? this.#single(connection, only) : request.slice(1, -1).map(one);
      server.serve();
      return { ok: true, reply };
    } catch (error) {
      if (!(error instanceof RedisRefusal)) this.#around.broken(error);
      server.serve();
      return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  #single(connection: ModelRedis, command: Command): Reply {
    const name = command.name.toUpperCase();
    const args = command.args.map(argument);
    if (name === 'SUBSCRIBE') return 1;
    const blocking = blockingOf(this.#around.server, name, args.map(String));
    return blocking ? blocking.look() : this.#around.server.execute(connection.id, name, args);
  }

  #block(connection: ModelRedis, request: Request, { keys, look, ms }: NonNullable<ReturnType<typeof blockingOf>>) {
    const { scheduler, server, random } = this.#around;
    const answer = (reply: Reply) => this.#answer(connection, request, 0.1 + random.next(), { ok: true, reply });
    const now = look();
    if (!isNothing(now)) return answer(now);
    const isThere = () => connection.host.alive;
    const stop = server.wait({ connection: connection.id, keys, look, answer, isThere });
    connection.open.set(request, stop);
    if (!Number.isFinite(ms)) return;
    scheduler.schedule(ms, undefined, () => {
      if (stop()) answer(null);
    });
  }

  #subscribe(connection: ModelRedis, channels: readonly string[]): void {
    const { scheduler, random, server } = this.#around;
    for (const each of channels) {
      const stop = server.subscribe(each, (channel, message) => {
        if (!connection.host.alive || connection.status === 'end') stop();
        else
          scheduler.schedule(0.1 + random.next(), connection.host, () => connection.emit('message', channel, message));
      });
    }
  }

  #answer(connection: ModelRedis, request: Request, delay: number, answer: Answer): void {
    const { scheduler } = this.#around;
    connection.lastAnswer = Math.max(connection.lastAnswer, scheduler.now + delay);
    scheduler.schedule(connection.lastAnswer - scheduler.now, connection.host, () => {
      connection.open.delete(request);
      if (!answer.ok) for (const command of request) command.reject(answer.error);
      else settle(request, answer.reply);
    });
  }
}

function settle(request: Request, reply: Reply): void {
  const [only] = request;
  if (request.length === 1) only?.resolve(plain(reply));
  else {
    for (const [index, command] of request.entries()) {
      command.resolve(index === 0 ? 'OK' : index < request.length - 1 ? 'QUEUED' : plain(reply));
    }
  }
}

/** A command as the trace shows it. */
function about(name: string, words: readonly string[]): string {
  if (!name.startsWith('EVAL')) return `${name} ${words[0] ?? ''}`;
  return `${scriptName(words[0] ?? '')} ${words[2] ?? ''}`;
}

function argument(value: unknown): string | Buffer {
  return Buffer.isBuffer(value) ? value : String(value);
}
