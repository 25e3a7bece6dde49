import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections, so that none of those takes one between our looking and the
 * start of who is to listen there; and without any that browsers refuse.
 */
const SOON = { first: 20_000, count: 10_000 };
/** A range of its own for who starts to listen only much later, when others may long have taken a port that was free. */
export const LATER: Range = { first: 30_000, count: 2_000 };
const TRIES = 50;

interface Range {
  readonly first: number;
  readonly count: number;
}

/** Ports of the loopback interface that nobody uses now; all different. */
export async function findFreePorts(count: number, range: Range = SOON): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) servers.push(await listenSomewhere(range));
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('The system gave no port');
      server.close();
      await once(server, 'close');
      return address.port;
    }),
  );
}

async function listenSomewhere({ first, count }: Range): Promise<Server> {
  for (let tries = 1; ; tries++) {
    const server = createServer().listen(first + Math.floor(Math.random() * count), '127.0.0.1');
    try {
      await once(server, 'listening');
      return server;
    } catch (error) {
      // Somebody is there: another one.
      if (tries === TRIES) throw error;
    }
  }
}

export async function findFreePort(): Promise<number> {
  const [port] = await findFreePorts(1);
  if (port === undefined) throw new Error('The system gave no port');
  return port;
}
