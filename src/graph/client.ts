import type { TokenCredential } from '@azure/identity';
import { type Client, type GraphRequest, ResponseType } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { CLOUDS, type CloudName } from '../contracts/clouds.ts';
import {
  bodyOf,
  failureOfResponse,
  formFailure,
  GraphFailure,
  parseAs,
  toGraphFailure,
  tokenFailure,
} from './failures/graph-failure.ts';
import { sendBatch } from './requests/batch.ts';
import { createBatch } from './requests/replies.ts';
import type { TenantGraph } from './requests/tenant-graph.ts';
import { createClient, type Heard } from './requests/transport.ts';
import { createTenantCredentials, graphScope, type TenantCredential } from './sign-in/tenant-credentials.ts';
import { readTokenIdentity } from './sign-in/token-identity.ts';

export type { Batch, Reply, TenantGraph } from './requests/tenant-graph.ts';

export interface GraphOptions extends Heard {
  /** Makes a credential for one tenant of a cloud; asked again when its tokens turned out to lack a right. */
  readonly credential: (cloud: CloudName) => TokenCredential;
  /** Where requests are sent instead of the cloud's own address: an https URL without a closing slash. */
  readonly graphUrl?: string;
  /** Longest time for one request with its answer, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface Graph {
  /** @param signal ends requests early; they then reject with its reason. */
  forTenant(tenantId: string, cloud: CloudName, signal?: AbortSignal): TenantGraph;
}

const DEFAULT_TIMEOUT_MS = 30_000;

export function createGraph(options: GraphOptions): Graph {
  const credentialOf = createTenantCredentials(options.credential);
  return {
    forTenant(tenantId, cloud, signal) {
      const credential = credentialOf(tenantId, cloud);
      const graphUrl = options.graphUrl ?? CLOUDS[cloud].graphUrl;
      const scope = graphScope(cloud);
      return tenantGraph({
        client: createClient(graphUrl, credential, scope, options),
        throttled: options.throttled,
        credential,
        scope,
        graphUrl,
        signal,
        timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      });
    },
  };
}

interface Connection {
  readonly client: Client;
  readonly credential: TenantCredential;
  readonly scope: string;
  readonly graphUrl: string;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly throttled: (() => void) | undefined;
}

type Act<T> = (request: GraphRequest) => Promise<T>;

/** One request. A token that was refused is asked for again once: it may have expired on the way or been revoked. */
async function send<T>(connection: Connection, path: string, act: Act<T>): Promise<T> {
  try {
    return await sendOnce(connection, path, act);
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.status !== 401) throw error;
    return sendOnce(connection, path, act);
  }
}

async function sendOnce<T>({ client, credential, signal, timeoutMs }: Connection, path: string, act: Act<T>) {
  const timeout = AbortSignal.timeout(timeoutMs);
  signal?.throwIfAborted();
  try {
    return await act(client.api(path).option('signal', signal ? AbortSignal.any([signal, timeout]) : timeout));
  } catch (error) {
    signal?.throwIfAborted();
    const failure = toGraphFailure(error);
    if (failure.status === 401 || failure.status === 403) credential.forget();
    throw failure;
  }
}

function tenantGraph(connection: Connection): TenantGraph {
  const { credential, scope, graphUrl, signal, throttled } = connection;
  const graph: TenantGraph = {
    url: graphUrl,
    async get(path, schema) {
      return parseAs(schema, await send(connection, path, (request) => request.get()), path);
    },
    async find(path, schema) {
      try {
        return await graph.get(path, schema);
      } catch (error) {
        if (error instanceof GraphFailure && error.status === 404) return undefined;
        throw error;
      }
    },
    async getAll(path, schema) {
      const Page = z.object({ value: z.array(schema), '@odata.nextLink': z.string().optional() });
      const items: z.infer<typeof schema>[] = [];
      let next: string | undefined = path;
      while (next) {
        requireSameHost(next, path, graphUrl);
        const page: z.infer<typeof Page> = await graph.get(next, Page);
        items.push(...page.value);
        next = page['@odata.nextLink'];
      }
      return items;
    },
    async patch(path, body) {
      await send(connection, path, (request) => request.patch(body));
    },
    async post(path, body, schema) {
      return parseAs(schema, await send(connection, path, (request) => request.post(body)), path);
    },
    async remove(path) {
      await send(connection, path, (request) => request.delete());
    },
    async identity({ fresh } = { fresh: false }) {
      if (fresh) credential.forget();
      try {
        return readTokenIdentity((await credential.getToken(scope))?.token ?? '');
      } catch (error) {
        throw tokenFailure(error);
      }
    },
    async upsert(path, body, schema) {
      return send(connection, path, async (request) => {
        const response: Response = await request
          .header('Prefer', 'create-if-missing')
          .responseType(ResponseType.RAW)
          .patch(body);
        if (!response.ok) throw await failureOfResponse(response);
        if (response.status === 201) return parseAs(schema, await bodyOf(response), path);
        await response.body?.cancel();
        return undefined;
      });
    },
    batch({ inOrder = false } = {}) {
      const post = (body: object) => send(connection, '/$batch', (request) => request.post(body));
      const forgetTokens = () => credential.forget();
      return createBatch(
        inOrder,
        (items, ordered) => sendBatch(items, ordered, { post, signal, forgetTokens, throttled }),
        graph.getAll,
      );
    },
  };
  return graph;
}

/** Microsoft's client would follow a link to any host. */
function requireSameHost(next: string, path: string, graphUrl: string): void {
  if (next.startsWith('/') || new URL(next).origin === new URL(graphUrl).origin) return;
  throw formFailure(path, `the next page is at ${new URL(next).origin}`);
}
