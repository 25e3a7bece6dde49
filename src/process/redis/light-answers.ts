import { createConnection, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { AbstractConnector, type RedisOptions } from 'ioredis';

/** What is taken from Redis at most. */
export interface Measure {
  /** Bytes of one text. A longer one arrives as null. */
  readonly text: number;
  /** Entries of one list. A longer one ends the connection. */
  readonly list: number;
}

/** Redis answered with more than is taken. The connection is over. */
export class TooHeavy extends Error {
  override readonly name = 'TooHeavy';
}

const LF = 0x0a;
const TEXT = 0x24;
const LIST = 0x2a;
const LINE_MAX = 8192;
const NULL = Buffer.from('$-1\r\n');

/**
 * Takes out of Redis' answers (RESP2), while they pass, what is too heavy: nothing of it is ever held in memory.
 * @returns what is left of each piece
 * @throws TooHeavy when a list has more entries than the measure allows, or a line does not end
 */
export function lightAnswers({ text, list }: Measure): (piece: Buffer) => Buffer {
  let line: Buffer[] = [];
  /** Bytes of the present text, with its end of line, that pass or are dropped. */
  let rest = 0;
  let passes = true;

  /** @returns what goes on of a line that has ended */
  function judge(head: Buffer): Buffer {
    if (head[0] !== TEXT && head[0] !== LIST) return head;
    const count = Number(head.toString('latin1', 1, head.length - 2));
    if (head[0] === LIST) {
      if (count > list) throw new TooHeavy(`Redis answered with a list of ${count} entries; at most ${list} are read.`);
      return head;
    }
    if (count < 0) return head;
    rest = count + 2;
    passes = count <= text;
    return passes ? head : NULL;
  }

  return (piece) => {
    const out: Buffer[] = [];
    for (let at = 0; at < piece.length; ) {
      const end = rest > 0 ? at + rest : piece.indexOf(LF, at) + 1 || piece.length;
      const part = piece.subarray(at, end);
      at += part.length;
      if (rest > 0) {
        rest -= part.length;
        if (passes) out.push(part);
        continue;
      }
      line.push(part);
      const head = Buffer.concat(line);
      if (head.length > LINE_MAX) throw new TooHeavy('Redis answered with a line that does not end.');
      line = part.at(-1) === LF ? [] : [head];
      if (line.length === 0) out.push(judge(head));
    }
    return Buffer.concat(out);
  };
}

/**
 * For ioredis' option `Connector`: a connection that is told nothing heavier than a measure. It needs `protocol: 2`.
 * @param options those of the connection
 */
export function lightConnector(measure: Measure, options: RedisOptions) {
  return class extends AbstractConnector {
    constructor() {
      super(options.disconnectTimeout ?? 2000);
    }

    override async connect(): Promise<Socket> {
      this.connecting = true;
      this.stream = lighten(open(options), measure);
      this.stream.once('error', (error) => {
        this.firstError = error;
      });
      return this.stream;
    }
  };
}

function open({ host = '127.0.0.1', port = 6379, path, tls }: RedisOptions): Socket {
  const where = path ? { path } : { host, port };
  return tls ? connect({ ...where, ...tls }) : createConnection(where);
}

/** ioredis adds its listener for data later, so the pieces are lightened where they are told of. */
function lighten(socket: Socket, measure: Measure): Socket {
  const light = lightAnswers(measure);
  const emit = socket.emit.bind(socket);
  socket.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    const [piece] = args;
    if (event !== 'data' || !Buffer.isBuffer(piece)) return emit(event, ...args);
    try {
      const left = light(piece);
      return left.length > 0 ? emit(event, left) : true;
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  };
  return socket;
}
