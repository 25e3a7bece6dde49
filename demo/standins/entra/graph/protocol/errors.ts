import { randomUUID } from 'node:crypto';
import type { Answer } from '../../wire/http.ts';

/** An error as Graph answers it. */
export class GraphError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
  }
}

export function graphErrorAnswer({ status, code, message }: GraphError, now: Date): Answer {
  const innerError = {
    date: now.toISOString().slice(0, 19),
    'request-id': randomUUID(),
    'client-request-id': randomUUID(),
  };
  return { status, body: { error: { code, message, innerError } } };
}

export const badRequest = (message: string): GraphError => new GraphError(400, 'Request_BadRequest', message);

export const notFound = (what: string): GraphError =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${what}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const denied = (message = 'Insufficient privileges to complete the operation.'): GraphError =>
  new GraphError(403, 'Authorization_RequestDenied', message);

export const unauthenticated = (message: string): GraphError =>
  new GraphError(401, 'InvalidAuthenticationToken', message);

export const unsupportedFilter = (clause: string): GraphError =>
  new GraphError(400, 'Request_UnsupportedQuery', `Unsupported or invalid query filter clause specified: ${clause}`);

/** Ours: the caller asked for something that the contract does not hold. */
export const contractBreach = (problems: readonly string[]): GraphError =>
  new GraphError(400, 'ContractViolation', `The contract does not know this request: ${problems.join('; ')}`);

/** Ours: in the contract, but not made here. */
export const notImplemented = (what: string): GraphError =>
  new GraphError(501, 'NotImplemented', `The stand-in does not do ${what}. Add it in demo/standins/entra/graph.`);
