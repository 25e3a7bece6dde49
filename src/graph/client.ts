import type { TokenCredential } from '@azure/identity';
import { type Client, type GraphRequest, ResponseType } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { CLOUDS, type CloudName } from '../contracts/clouds.ts';
import { failureOfResponse, GraphFailure, toGraphFailure, tokenFailure } from './graph-failure.ts';
import { readTokenIdentity, type TokenIdentity } from './token-identity.ts';
import { createClient, scopeOf } from './transport.ts';

export interface GraphOptions {
  /** Makes a credential for the tenants of a cloud; asked again when its tokens turned out to lack a right. */
  readonly credential: (cloud: CloudName) => TokenCredential;
  /** Replaces the Graph address of every cloud: an https URL without a closing slash. */
  readonly graphUrl?: string;
  /** Longest time for one request with its answer, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface Graph {
  /** @param signal ends requests early; they then reject with its reason. */
  forTenant(tenantId: string, cloud: CloudName, signal?: AbortSignal): TenantGraph;
}

/**
 * Microsoft Graph v1.0 in one tenant. Paths begin with `/`; values in them come from `odata.ts`.
 * Every method rejects with GraphFailure.
 */
export interface TenantGraph {
  /** https URL of Graph without version and closing slash: what a reference to an object begins with. */
  readonly url: string;
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>>;
  /** As `get`, undefined for 404. */
  find<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S> | undefined>;
  /** All pages of a collection. */
  getAll<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>[]>;
  patch(path: string, body: object): Promise<void>;
  post<S extends z.ZodType>(path: string, body: object, schema: S): Promise<z.infer<S>>;
  /** What the token says of the bot in this tenant; undefined where it cannot be read. Asks Graph nothing. */
  identity(): Promise<TokenIdentity | undefined>;
  /** PATCH by alternate key with `Prefer: create-if-missing`: 201 is `created`, 204 `existed` (and was changed). */
  upsert(path: string, body: object): Promise<'created' | 'existed'>;
}

const DEFAULT_TIMEOUT_MS = 30_000;

export function createGraph(options: GraphOptions): Graph {
  const credentials = new Map<CloudName, TokenCredential>();
  return {
    forTenant(tenantId, cloud, signal) {
      const credential = credentials.get(cloud) ?? options.credential(cloud);
      credentials.set(cloud, credential);
      const graphUrl = options.graphUrl ?? CLOUDS[cloud].graphUrl;
      return tenantGraph({
        client: createClient(graphUrl, credential, tenantId),
        token: async () => (await credential.getToken(scopeOf(graphUrl), { tenantId }))?.token,
        graphUrl,
        signal,
        timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        // A token carries the rights of the moment it was issued and is kept for an hour: after a refusal the next
        // attempt must not be refused for the old token's sake.
        forgetTokens: () => credentials.delete(cloud),
      });
    },
  };
}

interface Connection {
  readonly client: Client;
  readonly token: () => Promise<string | undefined>;
  readonly graphUrl: string;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly forgetTokens: () => void;
}

function tenantGraph(connection: Connection): TenantGraph {
  async function send<T>(path: string, act: (request: GraphRequest) => Promise<T>): Promise<T> {
    const timeout = AbortSignal.timeout(connection.timeoutMs);
    const signal = connection.signal ? AbortSignal.any([connection.signal, timeout]) : timeout;
    connection.signal?.throwIfAborted();
    try {
      return await act(connection.client.api(path).option('signal', signal));
    } catch (error) {
      connection.signal?.throwIfAborted();
      const failure = toGraphFailure(error);
      if (failure.status === 401 || failure.status === 403) connection.forgetTokens();
      throw failure;
    }
  }

  const graph: TenantGraph = {
    url: connection.graphUrl,
    async get(path, schema) {
      return parseAs(schema, await send(path, (request) => request.get()), path);
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
        const page: z.infer<typeof Page> = await graph.get(next, Page);
        items.push(...page.value);
        next = page['@odata.nextLink'];
        // Microsoft's client would follow a link to any host.
        if (next && new URL(next).origin !== new URL(connection.graphUrl).origin) {
          throw formFailure(path, `the next page is at ${new URL(next).origin}`);
        }
      }
      return items;
    },
    async patch(path, body) {
      await send(path, (request) => request.patch(body));
    },
    async post(path, body, schema) {
      return parseAs(schema, await send(path, (request) => request.post(body)), path);
    },
    async identity() {
      try {
        return readTokenIdentity((await connection.token()) ?? '');
      } catch (error) {
        throw tokenFailure(error);
      }
    },
    async upsert(path, body) {
      return send(path, async (request) => {
        const response: Response = await request
          .header('Prefer', 'create-if-missing')
          .responseType(ResponseType.RAW)
          .patch(body);
        if (!response.ok) throw await failureOfResponse(response);
        await response.body?.cancel();
        return response.status === 201 ? 'created' : 'existed';
      });
    },
  };
  return graph;
}

function parseAs<S extends z.ZodType>(schema: S, answer: unknown, path: string): z.infer<S> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw formFailure(path, z.prettifyError(parsed.error));
}

function formFailure(path: string, what: string): GraphFailure {
  const message = `The answer to ${path.split('?')[0]} is not as agreed: ${what}`;
  return new GraphFailure({ origin: 'form', status: 200, code: 'answer-not-understood', message });
}
