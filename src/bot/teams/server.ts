import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Activity, TurnContext } from 'botbuilder';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/logger.ts';
import type { ExoAdapter } from './adapter.ts';

const Needed = z.object({ type: z.string(), channelId: z.string(), serviceUrl: z.string() });
/** What the SDK needs to check the token; `TeamsActivity` checks the fields that we read. */
const ActivityBody = z.custom<Activity>((body) => Needed.safeParse(body).success);

export interface BotServerOptions {
  readonly adapter: ExoAdapter;
  readonly dispatch: (context: TurnContext) => Promise<void>;
  /** Further pages, e.g. the consent answer. */
  readonly pages: Router;
  readonly port: number;
  /** undefined: every interface */
  readonly host: string | undefined;
  readonly logger: Logger;
}

export interface BotServer extends AsyncDisposable {
  readonly port: number;
}

/** Serves `POST /api/messages` and the pages. */
export async function startServer(options: BotServerOptions): Promise<BotServer> {
  const app = express();
  app.disable('x-powered-by');
  app.post('/api/messages', express.json({ limit: '1mb' }), (request, response) => receive(request, response, options));
  app.use(options.pages);
  app.use((error: unknown, _request: Request, response: Response, _next: () => void) => {
    options.logger.warn({ reason: messageOf(error) }, 'request could not be read');
    response.status(400).json({ error: { code: 'BadRequest', message: 'The request could not be read.' } });
  });
  const server = createServer(app);
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}

async function receive(request: Request, response: Response, options: BotServerOptions): Promise<void> {
  const body = ActivityBody.safeParse(request.body);
  if (!body.success) {
    response.status(400).json({ error: { code: 'BadRequest', message: 'The body is no activity.' } });
    return;
  }
  try {
    const answer = await options.adapter.receive(request.headers.authorization ?? '', body.data, options.dispatch);
    response.status(answer?.status ?? 200);
    if (answer?.body === undefined) response.end();
    else response.json(answer.body);
  } catch (error) {
    // `dispatch` never throws, so this is a request that the SDK did not believe.
    const status = statusOf(error);
    options.logger.warn({ status, reason: messageOf(error) }, 'request refused: its token was not accepted');
    response.status(status).json({ error: { code: 'Unauthorized', message: 'The request is not from Teams.' } });
  }
}

/** The SDK throws errors of several kinds, some of them as 500. Only a failure to fetch Microsoft's keys is ours. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 401;
  return error.statusCode === 403 ? 403 : error.statusCode === 500 ? 503 : 401;
}
