import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Redis } from 'ioredis';

/**
 * Hears every command that Redis executes. A connection of its own: ioredis breaks when the first commands arrive together with the
 * answer to MONITOR.
 * @param heard the command and its arguments
 */
export async function monitorRedis(redis: Redis, heard: (args: readonly string[]) => void): Promise<Disposable> {
  const { host = '127.0.0.1', port = 6379, username, password } = redis.options;
  const socket = connect(port, host);
  await once(socket, 'connect');
  const answers = createInterface({ input: socket });
  const ready = Promise.withResolvers<void>();
  let open = password ? 2 : 1;
  answers.on('line', (line) => {
    if (open === 0) return heard(argumentsOf(line));
    if (line !== '+OK') return ready.reject(new Error(`Redis does not let its commands be heard: ${line}`));
    open -= 1;
    if (open === 0) ready.resolve();
  });
  if (password) socket.write(command('AUTH', username || 'default', password));
  socket.write(command('MONITOR'));
  await ready.promise;
  return {
    [Symbol.dispose]() {
      answers.close();
      socket.destroy();
    },
  };
}

function command(...words: string[]): string {
  return [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ''].join('\r\n');
}

const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };

/** `+1795570714.760548 [0 127.0.0.1:53688] "hget" "a \"b\""`. */
function argumentsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/g, (_all, hex: string | undefined, letter: string) =>
      hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (NAMED[letter] ?? letter),
    ),
  );
}
