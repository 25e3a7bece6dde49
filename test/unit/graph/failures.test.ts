import { describe, expect, test } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { toStepFailure } from '../../../src/graph/failures/failures.ts';
import { type FailureOrigin, GraphFailure } from '../../../src/graph/failures/graph-failure.ts';
import { consentLink } from '../../../src/graph/failures/graph-rules.ts';

const CLIENT = '11111111-2222-4333-8444-555555555555';
const TENANT = '7c1d0000-0000-4000-8000-0000000041e0';
const context = {
  tenantId: TENANT,
  authorityHost: 'https://login.microsoftonline.com',
  clientId: CLIENT,
  permissions: ['Application.Read.All', 'Policy.Read.All'],
};

function explain(origin: FailureOrigin, status: number, code: string, message = '', more = {}) {
  return toStepFailure(new GraphFailure({ origin, status, code, message, ...more }), context).error;
}

describe('an answer of Microsoft Graph', () => {
  test.each([
    [429, 'TooManyRequests', '', 'transient', 'throttled'],
    [500, 'InternalServerError', '', 'transient', 'graph-unavailable'],
    [503, 'ServiceUnavailable', '', 'transient', 'graph-unavailable'],
    [404, 'Request_ResourceNotFound', "Resource 'x' does not exist", 'transient', 'not-visible-yet'],
    [
      400,
      'Request_BadRequest',
      "The appId 'x' of the service principal does not reference a valid application object.",
      'transient',
      'not-visible-yet',
    ],
    [400, 'Request_BadRequest', 'Not a valid reference update.', 'transient', 'not-visible-yet'],
    [
      403,
      'Authorization_RequestDenied',
      'When using this permission, the backing application of the service principal being created must in the local tenant',
      'transient',
      'not-visible-yet',
    ],
    [
      403,
      'Authorization_RequestDenied',
      'Insufficient privileges to complete the operation.',
      'person',
      'no-rights-in-tenant',
    ],
    [401, 'InvalidAuthenticationToken', 'Access token is empty.', 'person', 'token-refused'],
    [409, 'Conflict', 'inconsistent state', 'transient', 'object-busy'],
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
    [400, 'KeyCredentialsInvalidEndDate', 'Key credential end date is invalid.', 'ours', 'certificate-dates-refused'],
    [400, 'Request_BadRequest', 'Invalid property', 'ours', 'request-refused'],
  ])('%i %s "%s" is %s: %s', (status, code, message, kind, explained) => {
    const error = explain('graph', status, code, message);

    expect(error).toMatchObject({ kind, code: explained });
  });

  test('keeps the request id, the wait that Microsoft asks for and its text', () => {
    const error = explain('graph', 429, 'TooManyRequests', 'Slow down.', { requestId: 'r-1', retryAfterMs: 90_000 });

    expect(error).toMatchObject({ requestId: 'r-1', retryAfterMs: 90_000, detail: 'TooManyRequests: Slow down.' });
  });

  test('gives new objects twelve minutes to appear', () => {
    expect(explain('graph', 404, 'Request_ResourceNotFound').budgetMs).toBe(12 * 60_000);
  });

  test('names the rights that are missing and links to where they are given', () => {
    const error = explain('graph', 403, 'Authorization_RequestDenied', 'Insufficient privileges');

    expect(error.advice).toContain('Application.Read.All, Policy.Read.All');
    expect(error.link).toBe(`https://login.microsoftonline.com/${TENANT}/adminconsent?client_id=${CLIENT}`);
  });

  test('names the address to come back to in that link, when there is one', () => {
    const context = { tenantId: TENANT, authorityHost: 'https://login.microsoftonline.com', clientId: CLIENT };

    const link = consentLink({ ...context, redirectUri: 'https://exo.example/consent' }) ?? '';

    expect(new URL(link).searchParams.get('redirect_uri')).toBe('https://exo.example/consent');
  });
});

describe('a request without a whole answer', () => {
  test.each([
    [200, 'SyntaxError', 'Unexpected end of JSON input', 'transient', 'answer-cut'],
    [201, 'TypeError', 'terminated', 'transient', 'answer-cut'],
    [0, 'ECONNREFUSED', 'fetch failed: connect ECONNREFUSED', 'transient', 'graph-unreachable'],
    [0, 'TimeoutError', 'The operation was aborted due to timeout', 'transient', 'graph-unreachable'],
    [0, 'SELF_SIGNED_CERT_IN_CHAIN', 'fetch failed', 'person', 'connection-not-trusted'],
  ])('%i %s "%s" is %s: %s', (status, code, message, kind, explained) => {
    expect(explain('network', status, code, message)).toMatchObject({ kind, code: explained });
  });
});

describe('a token that was not given', () => {
  test.each([
    ['700016', 'bot-not-consented'],
    ['7000229', 'bot-not-consented'],
    ['65001', 'bot-not-consented'],
    ['90002', 'tenant-not-found'],
    ['53003', 'blocked-by-conditional-access'],
    ['650052', 'service-not-in-tenant'],
    ['700027', 'bot-certificate-unknown'],
    ['7000222', 'bot-secret-refused'],
    ['700213', 'federation-not-set-up'],
    ['700024', 'clock-wrong'],
    ['9999999', 'sign-in-failed'],
  ])('AADSTS%s needs a person: %s', (number, code) => {
    const text = `invalid_client: Error(s): ${number} - Timestamp: now - AADSTS${number}: some text`;

    const error = explain('token', 0, 'AuthenticationRequiredError', text);

    expect(error).toMatchObject({ kind: 'person', code });
    expect(error.detail).toContain(`AADSTS${number}`);
  });

  test.each([
    'server_error: could not reach',
    'network_error: Network request failed',
    'AADSTS90033: A transient error has occurred. Please try again.',
    'endpoints_resolution_error: Endpoints cannot be resolved',
  ])('"%s" is tried again', (text) => {
    expect(explain('token', 0, 'AuthenticationRequiredError', text)).toMatchObject({
      kind: 'transient',
      code: 'sign-in-unavailable',
    });
  });

  test('a credential that this machine cannot use needs a person', () => {
    const error = explain('token', 0, 'CredentialUnavailableError', 'ManagedIdentityCredential: no endpoint found');

    expect(error).toMatchObject({ kind: 'person', code: 'credential-unavailable' });
  });
});

describe('anything else', () => {
  test('is our own fault and keeps its text and cause', () => {
    const cause = new TypeError('x is not a function');

    const failure = toStepFailure(cause, context);

    expect(failure.error).toMatchObject({ kind: 'ours', code: 'unexpected', detail: 'x is not a function' });
    expect(failure.cause).toBe(cause);
  });

  test('a StepFailure passes through unchanged', () => {
    const failure = new StepFailure({ kind: 'person', code: 'x', message: 'm', advice: 'a' });

    expect(toStepFailure(failure, context)).toBe(failure);
  });

  test('an answer of another form names what is wrong with it', () => {
    const error = explain('form', 200, 'answer-not-understood', 'The answer to /organization is not as agreed: id');

    expect(error).toMatchObject({ kind: 'ours', code: 'answer-not-understood' });
    expect(error.detail).toContain('/organization');
  });
});
