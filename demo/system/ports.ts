import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections, so that none of those takes one between our looking and the
 * start of who is to listen there; and without any that browsers refuse.
 */
const FIRST = 20_000;
const COUNT = 10_000;
const TRIES = 50;

/** Ports of the loopback interface that nobody uses now; all different. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) servers.push(await listenSomewhere());
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

async function listenSomewhere(): Promise<Server> {
  for (let tries = 1; ; tries++) {
    const server = createServer().listen(FIRST + Math.floor(Math.random() * COUNT), '127.0.0.1');
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
