import type { Tenant } from '../../state/schema.ts';
import type { Store } from '../../state/store.ts';
import type { Answer } from '../../wire/http.ts';

export interface Caller {
  readonly appId: string;
  /** Object id of the caller's enterprise application in this tenant. */
  readonly principalId: string;
  readonly roles: ReadonlySet<string>;
}

/** A Graph request that passed authentication, the contract and the permission check. */
export interface GraphRequest {
  readonly store: Store;
  /** The tenant of the caller's token: no other can be touched. */
  readonly tenant: Tenant;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** `Prefer: create-if-missing`. */
  readonly createIfMissing: boolean;
  readonly url: URL;
  readonly pageSize: number;
}

/** Before its operation is known. */
export type AuthenticatedRequest = Omit<GraphRequest, 'params' | 'body'>;

export type GraphHandler = (request: GraphRequest) => Answer;
/** By the operationId of the contract. */
export type GraphHandlers = Readonly<Record<string, GraphHandler>>;

export const noContent: Answer = { status: 204 };
