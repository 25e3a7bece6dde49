import type { FailureOrigin } from '../../../src/graph/failures/graph-failure.ts';

/** What Graph and the sign-in service say to the cloud worker, and what it means; `done`: there already, read back. */
export interface GraphRow {
  readonly where: string;
  readonly origin: FailureOrigin;
  readonly status: number;
  /** Graph's code, or the name of the error that stopped the request. */
  readonly answer: string;
  readonly text: string;
  readonly kind: 'transient' | 'person' | 'ours' | 'done';
  readonly code: string;
}

type Short = readonly [status: number, answer: string, text: string, kind: GraphRow['kind'], code: string];

function graph(where: string, rows: readonly Short[]): GraphRow[] {
  return rows.map(([status, answer, text, kind, code]) => ({
    where,
    origin: 'graph',
    status,
    answer,
    text,
    kind,
    code,
  }));
}

function signIn(rows: readonly (readonly [text: string, kind: GraphRow['kind'], code: string])[]): GraphRow[] {
  const answer = 'AuthenticationRequiredError';
  return rows.map(([text, kind, code]) => ({ where: 'token', origin: 'token', status: 0, answer, text, kind, code }));
}

export const GRAPH_ROWS: readonly GraphRow[] = [
  ...graph('any request', [
    [429, 'TooManyRequests', 'Too many requests.', 'transient', 'throttled'],
    [500, 'InternalServerError', 'Internal Server Error', 'transient', 'graph-unavailable'],
    [502, 'BadGateway', 'Bad Gateway', 'transient', 'graph-unavailable'],
    [503, 'ServiceUnavailable', 'The service is not available.', 'transient', 'graph-unavailable'],
    [504, 'GatewayTimeout', 'Gateway Timeout', 'transient', 'graph-unavailable'],
    [401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.', 'person', 'token-refused'],
    [400, 'Request_BadRequest', 'Invalid property', 'ours', 'request-refused'],
  ]),
  ...graph('any write just after create', [
    [
      404,
      'Request_ResourceNotFound',
      "Resource 'x' does not exist or one of its queried reference-property objects are not present.",
      'transient',
      'not-visible-yet',
    ],
  ]),
  ...graph('application update', [
    [409, 'Conflict', 'The object is in an inconsistent state.', 'transient', 'object-busy'],
    [412, 'PreconditionFailed', 'Another update is in progress.', 'transient', 'object-busy'],
    [423, 'Locked', 'The object is locked.', 'transient', 'object-busy'],
  ]),
  ...graph('enterprise application create', [
    [
      400,
      'Request_BadRequest',
      "The appId 'x' of the service principal does not reference a valid application object.",
      'transient',
      'not-visible-yet',
    ],
    [
      403,
      'Authorization_RequestDenied',
      'When using this permission, the backing application of the service principal being created must in the local tenant',
      'transient',
      'not-visible-yet',
    ],
    [
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      'The service principal cannot be created, updated, or restored because the service principal name x is already in use.',
      'done',
      'already-there',
    ],
    [
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      'Another object with the same value for property servicePrincipalNames already exists.',
      'done',
      'already-there',
    ],
  ]),
  ...graph('appRoleAssignment', [
    [400, 'Request_BadRequest', 'Permission being assigned already exists on the object', 'done', 'already-there'],
    [400, 'Request_BadRequest', 'Not a valid reference update.', 'transient', 'not-visible-yet'],
    [
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
      'person',
      'no-rights-in-tenant',
    ],
  ]),
  ...graph('role assignment', [
    [
      400,
      'Request_BadRequest',
      'A conflicting object with one or more of the specified property values is present in the directory.',
      'done',
      'already-there',
    ],
    [
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      'A conflicting object with one or more of the specified property values is present in the directory.',
      'done',
      'already-there',
    ],
    [
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
      'person',
      'no-rights-in-tenant',
    ],
  ]),
  ...graph('keyCredentials', [
    [400, 'KeyCredentialsInvalidEndDate', 'Key credential end date is invalid.', 'ours', 'certificate-dates-refused'],
    [
      400,
      'CredentialInvalidLifetimeAsPerAppPolicy',
      'Credential lifetime exceeds the max value allowed as per assigned policy',
      'person',
      'certificate-lifetime-refused',
    ],
    [
      400,
      'CredentialTypeNotAllowedAsPerAppPolicy',
      'Credential type not allowed as per assigned policy',
      'person',
      'certificate-type-refused',
    ],
  ]),
  ...signIn([
    ["AADSTS700016: Application with identifier 'x' was not found in the directory", 'person', 'bot-not-consented'],
    ['AADSTS7000229: The client application x is missing service principal', 'person', 'bot-not-consented'],
    ['AADSTS65001: The user or administrator has not consented', 'person', 'bot-not-consented'],
    ['AADSTS700027: Client assertion contains an invalid signature.', 'person', 'bot-certificate-unknown'],
    ['AADSTS700024: Client assertion is not within its valid time range', 'person', 'clock-wrong'],
    ["AADSTS90002: Tenant 'x' not found", 'person', 'tenant-not-found'],
    ['AADSTS900023: Specified tenant identifier is neither a valid DNS name', 'person', 'tenant-not-found'],
    ['AADSTS53003: Access has been blocked by Conditional Access policies', 'person', 'blocked-by-conditional-access'],
    [
      'AADSTS500011: The resource principal named https://graph.microsoft.com was not found in the tenant',
      'person',
      'graph-not-in-tenant',
    ],
    ['AADSTS650052: The app needs access to a service that is not subscribed to', 'person', 'service-not-in-tenant'],
    ["AADSTS7000112: Application 'x'(exo) is disabled.", 'person', 'bot-disabled'],
    [
      "AADSTS700021: Client assertion application identifier doesn't match 'client_id' parameter.",
      'person',
      'assertion-of-another-application',
    ],
    ['AADSTS50013: Assertion failed signature validation.', 'person', 'assertion-refused'],
    ['AADSTS1002012: The provided value for scope x is not valid.', 'person', 'scope-invalid'],
    ['AADSTS50059: No tenant-identifying information found', 'person', 'tenant-missing'],
    [
      "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
      'person',
      'proof-missing',
    ],
    [
      "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      'person',
      'proof-missing',
    ],
    ["AADSTS70003: The app requested an unsupported grant type 'x'.", 'person', 'grant-type-refused'],
    ['AADSTS7000215: Invalid client secret provided.', 'person', 'bot-secret-refused'],
    ['AADSTS7000222: The provided client secret keys are expired.', 'person', 'bot-secret-refused'],
    ['AADSTS700213: No matching federated identity record found', 'person', 'federation-not-set-up'],
    ['AADSTS90033: A transient error has occurred. Please try again.', 'transient', 'sign-in-unavailable'],
    ['AADSTS50196: The server terminated an operation: client request loop.', 'transient', 'sign-in-unavailable'],
    ['AADSTS90055: The server has sent too many requests.', 'transient', 'sign-in-unavailable'],
    ['server_error: (500) Internal Server Error', 'transient', 'sign-in-unavailable'],
    ['network_error: An error occurred while sending the request.', 'transient', 'sign-in-unavailable'],
    ['AADSTS9999999: something new', 'person', 'sign-in-failed'],
  ]),
];
