import type { z } from 'zod';
import type { GraphFailure } from '../failures/graph-failure.ts';
import type { TokenIdentity } from '../sign-in/token-identity.ts';

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
  /** DELETE. */
  remove(path: string): Promise<void>;
  /**
   * What the token says of the bot in this tenant; undefined where it cannot be read. Asks Graph nothing.
   * @param options.fresh throws the present token away first
   */
  identity(options?: { readonly fresh: boolean }): Promise<TokenIdentity | undefined>;
  /**
   * PATCH by alternate key with `Prefer: create-if-missing`: 201 answers the new object, 204 means that one was there
   * already (and was changed).
   * @returns the new object; undefined when it existed.
   */
  upsert<S extends z.ZodType>(path: string, body: object, schema: S): Promise<z.infer<S> | undefined>;
  /** Several requests in one. */
  batch(options?: { readonly inOrder?: boolean }): Batch;
}

/**
 * Requests that travel together; each has its own answer, failure and Retry-After. In order: each is executed only when the
 * one before succeeded. At most 20 in order; otherwise any number.
 */
export interface Batch {
  get<S extends z.ZodType>(path: string, schema: S): Reply<z.infer<S>>;
  find<S extends z.ZodType>(path: string, schema: S): Reply<z.infer<S> | undefined>;
  /** All pages: those after the first are asked alone. */
  all<S extends z.ZodType>(path: string, schema: S): Reply<z.infer<S>[]>;
  patch(path: string, body: object): Reply<void>;
  /** @param expected a failure after which the requests behind it are executed all the same. */
  post<S extends z.ZodType>(
    path: string,
    body: object,
    schema: S,
    expected?: (failure: GraphFailure) => boolean,
  ): Reply<z.infer<S>>;
  /** Sends what was collected. Rejects only when the whole was not answered. */
  send(): Promise<void>;
}

/** The answer of one request in a batch that was sent. */
export interface Reply<T> {
  /** @throws GraphFailure when this request failed */
  value(): T;
  failure(): GraphFailure | undefined;
}
