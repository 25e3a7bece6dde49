import type { TokenSigner } from '../identity/signing.ts';
import type { Store } from '../state/store.ts';
import { isBatch, itemsOf } from '../wire/batch.ts';
import type { FaultInjector } from '../wire/faults.ts';
import type { Answer, Incoming } from '../wire/http.ts';
import { entryOf, isWrite, type RequestLog, type Violation } from '../wire/log.ts';
import { applicationHandlers } from './applications.ts';
import { answerBatch, batchProblems } from './batch.ts';
import { directoryHandlers } from './directory.ts';
import { directoryAuditHandlers } from './directory-audits.ts';
import { grantHandlers } from './grants.ts';
import { policyHandlers } from './policies.ts';
import { authenticate } from './protocol/authenticate.ts';
import { type ContractOperation, type GraphVersion, graphContract } from './protocol/contract.ts';
import { contractBreach, GraphError, graphErrorAnswer, notImplemented } from './protocol/errors.ts';
import { unknownSelections } from './protocol/odata.ts';
import { checkPermissions } from './protocol/permissions.ts';
import type { AuthenticatedRequest, GraphHandlers } from './protocol/request.ts';
import { roleHandlers } from './roles.ts';
import { servicePrincipalHandlers } from './service-principals.ts';
import { signInHandlers } from './sign-ins.ts';

const HANDLERS: GraphHandlers = {
  ...applicationHandlers,
  ...servicePrincipalHandlers,
  ...grantHandlers,
  ...roleHandlers,
  ...policyHandlers,
  ...directoryHandlers,
  ...signInHandlers,
  ...directoryAuditHandlers,
};

/** Query options that the contract holds and the stand-in does not do. */
const UNSUPPORTED_OPTIONS = ['$expand', '$orderby', '$search'];

export interface GraphService {
  readonly store: Store;
  readonly signer: TokenSigner;
  readonly log: RequestLog;
  /** Objects on one page of a collection. Small, so that callers must follow `@odata.nextLink`. */
  readonly pageSize: number;
  readonly faults: Pick<FaultInjector, 'refuse'>;
}

/** Answers a request to `/v1.0/...` or `/beta/...`: who asks, is it in the contract, may they, do it, is the answer in the contract. */
export async function answerGraph(service: GraphService, incoming: Incoming): Promise<Answer> {
  let asked: Pick<Answer, 'tenantId' | 'client'> = {};
  try {
    const request = await authenticate(service, incoming);
    asked = { tenantId: request.tenant.id, client: request.caller.appId };
    if (isBatch(incoming)) return { ...(await executeBatch(service, incoming)), ...asked };
    return { ...execute(service, incoming, request), ...asked };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { ...graphErrorAnswer(error, service.store.now()), ...asked };
  }
}

async function executeBatch(service: GraphService, incoming: Incoming): Promise<Answer> {
  const items = itemsOf(incoming);
  const operation = graphContract('v1.0').match('POST', '/$batch')?.operation;
  const problems = [
    ...(operation?.checkRequest(incoming.url.searchParams, incoming.headers, parseBody(incoming.body)) ?? []),
    ...batchProblems(items),
  ];
  if (problems.length > 0) throw breachOf(service, incoming)(problems);
  return answerBatch(incoming, async (item) => {
    const answer = service.faults.refuse(item) ?? (await answerGraph(service, item));
    service.log.add(entryOf(item, answer, { durationMs: 0, inBatch: true }));
    return answer;
  });
}

function breachOf(service: GraphService, incoming: Incoming) {
  return (problems: readonly string[]): GraphError => {
    const at = service.store.now().toISOString();
    const path = incoming.path + incoming.url.search;
    service.log.violation({ at, kind: 'request', method: incoming.method, path, problems });
    return contractBreach(problems);
  };
}

function execute(service: GraphService, incoming: Incoming, request: AuthenticatedRequest): Answer {
  const version: GraphVersion = incoming.path.startsWith('/beta/') ? 'beta' : 'v1.0';
  const path = incoming.path.slice(version.length + 1);
  const record = (kind: Violation['kind'], problems: readonly string[]): void => {
    const at = service.store.now().toISOString();
    service.log.violation({ at, kind, method: incoming.method, path: incoming.path + incoming.url.search, problems });
  };
  const breach = breachOf(service, incoming);
  const body = parseBody(incoming.body);
  if (body instanceof Error) throw breach([`the body is not JSON: ${body.message}`]);
  const match = graphContract(version).match(incoming.method, path);
  if (!match) throw breach([`no operation ${incoming.method} ${path}`]);
  const { operation, params } = match;
  const problems = [
    ...operation.checkRequest(request.query, incoming.headers, body),
    ...unknownSelections(request.query, operation),
  ];
  if (problems.length > 0) throw breach(problems);
  checkPermissions(operation, request.caller.roles);
  const handler = HANDLERS[operation.id];
  const option = UNSUPPORTED_OPTIONS.find((name) => request.query.has(name));
  if (!handler || option) {
    record('not-implemented', [`${operation.id}${option ? ` with ${option}` : ''}`]);
    throw notImplemented(option ?? operation.id);
  }
  const answer = answerOrError(() => handler({ ...request, params, body: asObject(body) }), service.store.now());
  if (isWrite(incoming.method, path) && answer.status < 400) service.store.save();
  return checked(operation, answer, record);
}

/** A breach in our own answer is a bug of the stand-in: say so instead of teaching the caller something false. */
function checked(
  operation: ContractOperation,
  answer: Answer,
  record: (kind: Violation['kind'], problems: readonly string[]) => void,
): Answer {
  const problems = operation.checkAnswer(answer.status, answer.body);
  if (problems.length === 0) return answer;
  record('answer', problems);
  throw new GraphError(
    500,
    'StandInAnswerViolation',
    `The stand-in's answer breaks the contract: ${problems.join('; ')}`,
  );
}

function answerOrError(handle: () => Answer, now: Date): Answer {
  try {
    return handle();
  } catch (error) {
    if (error instanceof GraphError) return graphErrorAnswer(error, now);
    throw error;
  }
}

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function asObject(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body)) : {};
}
