import { randomUUID } from 'node:crypto';
import type { Answer } from '../wire/http.ts';

/** An error of the identity platform: its AADSTS number, the OAuth code, the HTTP status. */
export class AadstsError extends Error {
  readonly number: number;
  readonly oauthError: string;
  readonly status: number;

  constructor(number: number, oauthError: string, status: number, text: string) {
    super(`AADSTS${number}: ${text}`);
    this.name = 'AadstsError';
    this.number = number;
    this.oauthError = oauthError;
    this.status = status;
  }
}

/** The body that the identity platform sends with an error. */
export function aadstsAnswer(error: AadstsError, now: Date): Answer {
  const timestamp = now.toISOString().replace('T', ' ').replace(/\..*/, 'Z');
  const traceId = randomUUID();
  const correlationId = randomUUID();
  return {
    status: error.status,
    body: {
      error: error.oauthError,
      error_description: `${error.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [error.number],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
    },
  };
}

// https://learn.microsoft.com/entra/identity-platform/reference-error-codes

export const unknownTenant = (tenant: string, oauthError = 'invalid_request'): AadstsError =>
  new AadstsError(
    90002,
    oauthError,
    400,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );

export const unknownApplication = (appId: string, tenant: string): AadstsError =>
  new AadstsError(
    700016,
    'unauthorized_client',
    400,
    `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  );

export const disabledApplication = (appId: string, name: string): AadstsError =>
  new AadstsError(7000112, 'unauthorized_client', 400, `Application '${appId}'(${name}) is disabled.`);

export const missingServicePrincipal = (appId: string, tenantId: string): AadstsError =>
  new AadstsError(
    7000229,
    'invalid_client',
    401,
    `The client application ${appId} is missing service principal in the tenant ${tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  );

export const wrongSecret = (appId: string): AadstsError =>
  new AadstsError(
    7000215,
    'invalid_client',
    401,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
  );

export const missingCredential = (): AadstsError =>
  new AadstsError(
    7000218,
    'invalid_client',
    401,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  );

export const unknownKey = (appId: string, thumbprint: string): AadstsError =>
  new AadstsError(
    700027,
    'invalid_client',
    401,
    `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${appId}'.]`,
  );

export const wrongSignature = (reason: string): AadstsError =>
  new AadstsError(700027, 'invalid_client', 401, `Client assertion failed signature validation. [Reason - ${reason}]`);

export const assertionOutOfTime = (now: Date): AadstsError =>
  new AadstsError(
    700024,
    'invalid_client',
    401,
    `Client assertion is not within its valid time range. Current time: ${now.toISOString()}.`,
  );

export const wrongAudience = (): AadstsError =>
  new AadstsError(700023, 'invalid_client', 401, 'Client assertion audience claim does not match Realm issuer.');

export const wrongSubject = (): AadstsError =>
  new AadstsError(
    700021,
    'invalid_client',
    401,
    'Client assertion application identifier does not match the client_id parameter.',
  );

export const unknownResource = (resource: string, tenant: string): AadstsError =>
  new AadstsError(
    500011,
    'invalid_resource',
    400,
    `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  );

export const wrongScope = (scope: string): AadstsError =>
  new AadstsError(
    1002012,
    'invalid_scope',
    400,
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  );

export const wrongGrantType = (grantType: string): AadstsError =>
  new AadstsError(70003, 'unsupported_grant_type', 400, `The app requested an unsupported grant type '${grantType}'.`);

export const unregisteredRedirect = (uri: string, appId: string): AadstsError =>
  new AadstsError(
    50011,
    'invalid_request',
    400,
    `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application '${appId}'.`,
  );

export const invalidCode = (): AadstsError =>
  new AadstsError(
    70008,
    'invalid_grant',
    400,
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  );

export const wrongVerifier = (): AadstsError =>
  new AadstsError(
    501481,
    'invalid_grant',
    400,
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  );

export const CONSENT_DECLINED = 'AADSTS65004: User declined to consent to access the app.';
