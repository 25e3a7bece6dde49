import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A connection between two parts that can be cut or held up: a relay on a port of its own. */
export async function createWire(name: string, targetPort: number) {
  const ends = new Set<Socket>();
  let held = false;
  const server = createServer({ pauseOnConnect: true }, (near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one);
      one.setNoDelay(true);
      one.pipe(other);
      // Whoever sits at the other end hears of it by the connection that closes.
      one.on('error', () => other.destroy());
      one.on('close', () => {
        ends.delete(one);
        other.destroy();
      });
    }
    if (held) for (const end of [near, far]) end.pause();
    else near.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error(`The wire ${name} got no port.`);
  return {
    name,
    port: address.port,
    /** Breaks every connection; new ones can be made at once. */
    cut(): void {
      for (const end of ends) end.destroy();
    },
    /** Nothing gets through, in no direction, and nobody is told. */
    hold(): void {
      held = true;
      for (const end of ends) end.pause();
    },
    release(): void {
      held = false;
      for (const end of ends) end.resume();
    },
    async [Symbol.asyncDispose]() {
      for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
export type Wire = Awaited<ReturnType<typeof createWire>>;
