import { once } from 'node:events';
import { createServer } from 'node:http';
import express, { type Router } from 'express';

export interface PageServer extends AsyncDisposable {
  readonly port: number;
}

/** Serves the approval page. TLS ends at a reverse proxy, as for the bot. @param port 0: any free port */
export async function startPageServer(pages: Router, port: number, host: string): Promise<PageServer> {
  const app = express();
  app.disable('x-powered-by');
  app.use(pages);
  const server = createServer(app);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}
