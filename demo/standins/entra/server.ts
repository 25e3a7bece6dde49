import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { answerAdmin } from './admin/router.ts';
import { answerGraph } from './graph/router.ts';
import { answerIdentity } from './identity/router.ts';
import { createSignIns } from './identity/sign-in.ts';
import { createTokenSigner } from './identity/signing.ts';
import type { EntraState } from './state/schema.ts';
import { type EntraSeed, seedState } from './state/seed.ts';
import { createStore, type Lag, NO_LAG, readStateFile } from './state/store.ts';
import type { Changes } from './wire/changes.ts';
import { createFaultInjector, type FaultInjector, type Faults, NO_FAULTS } from './wire/faults.ts';
import { type Answer, encodeAnswer, type Incoming, readIncoming } from './wire/http.ts';
import { createRequestLog, entryOf, type RequestLog } from './wire/log.ts';

export interface EntraOptions {
  /** Certificate and key of the https side, PEM; it must cover `localhost` and `127.0.0.1`. */
  readonly tls: { readonly certificatePem: string; readonly privateKeyPem: string };
  /** What the directory holds at first. Not used when the state file holds an earlier state. */
  readonly seed: EntraSeed;
  /** Default: any free port. */
  readonly port?: number;
  readonly adminPort?: number;
  readonly lag?: Changes<Lag>;
  readonly faults?: Changes<Faults>;
  /** Objects on one page of a collection; default 2, so that callers must follow the pages. */
  readonly pageSize?: number;
  /** JSON file that keeps the state over a restart. */
  readonly statePath?: string;
  /** PEM of the key that signs tokens, when there is no earlier state; default: a new one. */
  readonly signingKey?: string;
  readonly now?: () => Date;
}

export interface EntraStandIn {
  /** `https://localhost:PORT`, the authority host; Graph is `{url}/v1.0`. */
  readonly url: string;
  readonly port: number;
  /** `http://127.0.0.1:PORT` of the admin door. */
  readonly adminUrl: string;
  readonly state: EntraState;
  readonly log: RequestLog;
  setFaults(changes: Changes<Faults>): void;
  setLag(changes: Changes<Lag>): void;
  close(): Promise<void>;
}

/**
 * How long a connection is kept that nobody uses. With Node's 5 s, on a busy machine, a request now and then goes out just
 * when its connection is closed.
 */
const KEPT_MS = 120_000;

/**
 * Starts the stand-in for Entra ID and Microsoft Graph on loopback.
 * @throws when a port is taken or the state file cannot be read.
 */
export async function startEntra(options: EntraOptions): Promise<EntraStandIn> {
  const saved = readStateFile(options.statePath);
  const signer = await createTokenSigner(saved?.signingKey ?? options.signingKey);
  const now = options.now ?? (() => new Date());
  const file = options.statePath ? { path: options.statePath, signingKey: signer.signingKey } : undefined;
  const state = saved?.state ?? seedState(options.seed, now());
  const store = createStore(state, NO_LAG, file, now);
  store.setLag(options.lag ?? {});
  const faults = createFaultInjector(NO_FAULTS);
  faults.set(options.faults ?? {});
  const log = createRequestLog();
  const signIns = createSignIns(store, signer);
  const graph = { store, signer, log, faults, pageSize: options.pageSize ?? 2 };

  const { certificatePem: cert, privateKeyPem: key } = options.tls;
  let url = '';
  const answer = async (incoming: Incoming): Promise<Answer> => {
    if (/^\/(v1\.0|beta)\//.test(incoming.path)) return answerGraph(graph, incoming);
    return (await answerIdentity(store, signer, signIns, incoming)) ?? unknownPath(log, incoming, now());
  };
  const secure = createHttpsServer({ cert, key, keepAliveTimeout: KEPT_MS }, (request, response) => {
    void serve(request, response, url, faults, log, answer);
  });
  const port = await listen(secure, options.port ?? 0);
  url = `https://localhost:${port}`;

  const admin = createHttpServer({ keepAliveTimeout: KEPT_MS }, (request, response) => {
    const door = (incoming: Incoming) => answerAdmin({ store, faults, log, url }, incoming);
    void serve(request, response, 'http://127.0.0.1', undefined, undefined, door);
  });
  const adminUrl = `http://127.0.0.1:${await listen(admin, options.adminPort ?? 0)}`;

  return {
    url,
    port,
    adminUrl,
    state,
    log,
    setFaults: faults.set,
    setLag: store.setLag,
    close: async () => {
      faults.close();
      await Promise.all([stop(secure), stop(admin)]);
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  base: string,
  faults: FaultInjector | undefined,
  log: RequestLog | undefined,
  handle: (incoming: Incoming) => Promise<Answer>,
): Promise<void> {
  const started = performance.now();
  try {
    const incoming = await readIncoming(request, base);
    await faults?.delay(incoming);
    const answer = faults?.refuse(incoming) ?? (await handle(incoming));
    const durationMs = Math.round(performance.now() - started);
    log?.add(entryOf(incoming, answer, { durationMs, inBatch: false }));
    send(response, answer, faults?.cuts(incoming) === true);
  } catch (error) {
    // A bug of the stand-in itself: shown to whoever asked, and the process goes on.
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send(response, { status: 500, body: { error: { code: 'StandInFailure', message } } }, false);
  }
}

function send(response: ServerResponse, answer: Answer, cut: boolean): void {
  const { payload, headers } = encodeAnswer(answer);
  if (!cut) {
    response.writeHead(answer.status, headers).end(payload);
    return;
  }
  // Without a body nothing could be missing: then the connection breaks before the answer.
  if (payload.length === 0) {
    response.destroy();
    return;
  }
  // Headers that promise everything, half of the body, then the connection breaks.
  response.writeHead(answer.status, headers);
  response.write(payload.subarray(0, Math.floor(payload.length / 2)), () => response.destroy());
}

function unknownPath(log: RequestLog, { method, path }: Incoming, at: Date): Answer {
  const problems = ['neither the identity platform nor Graph has this path'];
  log.violation({ at: at.toISOString(), kind: 'request', method, path, problems });
  return { status: 404, body: { error: { code: 'NotFound', message: `${method} ${path}: ${problems.join()}` } } };
}

async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) resolve(address);
    else reject(new Error('The server has no port.'));
  });
  return (await promise).port;
}

async function stop(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
