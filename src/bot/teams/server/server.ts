import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { messageOf } from '../../../process/errors.ts';
import type { Logger } from '../../../process/log/logger.ts';
import { within } from '../../../process/time/within.ts';
import type { ExoAdapter } from './adapter.ts';
import { KeysLateError, refusedRequest } from './refused-request.ts';

const Needed = z.object({ type: z.string(), channelId: z.string(), serviceUrl: z.string() });
/** What the SDK needs to check the token; `TeamsActivity` checks the fields that we read. */
const ActivityBody = z.custom<Activity>((body) => Needed.safeParse(body).success);

export interface BotServerOptions {
  readonly adapter: Pick<ExoAdapter, 'receive'>;
  readonly dispatch: (context: TurnContext) => Promise<void>;
  /** Further pages, e.g. the consent answer. */
  readonly pages: Router;
  readonly port: number;
  /** undefined: every interface */
  readonly host: string | undefined;
  readonly logger: Logger;
  /** How long the keys for a token may take to come. */
  readonly keysWithinMs?: number;
  /** Called when a request was not believed. */
  readonly refused?: () => void;
}

/** Teams waits for about 15 s. */
const KEYS_WITHIN_MS = 8000;
const KEYS_ADVICE = 'Check that the bot can reach https://login.botframework.com, through the proxy if there is one.';

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
    response.status(400).json({ error: { code: 'BadRequest', message: 'The body is not an activity.' } });
    return;
  }
  try {
    const answer = await authenticated(request.headers.authorization ?? '', body.data, options);
    response.status(answer?.status ?? 200);
    if (answer?.body === undefined) response.end();
    else response.json(answer.body);
  } catch (error) {
    // `dispatch` never throws, so this is a request that the SDK did not believe.
    const { status, code, message } = refusedRequest(error);
    const about = { status, reason: messageOf(error) };
    if (status === 503) options.logger.error({ ...about, advice: KEYS_ADVICE }, 'request put off: no keys to check it');
    else {
      options.refused?.();
      options.logger.warn(about, 'request refused: its token was not accepted');
    }
    response.status(status).json({ error: { code, message } });
  }
}

/** The SDK fetches keys without a time limit. What it believes too late is not carried out: Teams sends it again. */
async function authenticated(
  authorization: string,
  activity: Activity,
  { adapter, dispatch, keysWithinMs = KEYS_WITHIN_MS }: BotServerOptions,
): Promise<InvokeResponse | undefined> {
  const begun = Promise.withResolvers<void>();
  let isLate = false;
  const received = adapter.receive(authorization, activity, async (context) => {
    begun.resolve();
    if (!isLate) await dispatch(context);
  });
  await within(keysWithinMs, Promise.race([begun.promise, received]), () => {
    isLate = true;
    throw new KeysLateError(keysWithinMs);
  });
  return received;
}
