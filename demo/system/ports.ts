import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports of the loopback interface that nobody uses now; all different. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
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

export async function findFreePort(): Promise<number> {
  const [port] = await findFreePorts(1);
  if (port === undefined) throw new Error('The system gave no port');
  return port;
}
