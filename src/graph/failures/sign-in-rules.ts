import type { FailureRule } from './failure-rule.ts';
import type { GraphFailure } from './graph-failure.ts';
import { consentLink } from './graph-rules.ts';

const MINUTE = 60_000;

/** The AADSTS numbers in a text; @azure/identity hands them over in no other way. */
export function aadstsNumbers(text: string): string[] {
  return [...text.matchAll(/AADSTS(\d+)/g)].flatMap((match) => match[1] ?? []);
}

const oneOf =
  (...numbers: string[]) =>
  (failure: GraphFailure) =>
    aadstsNumbers(failure.message).some((number) => numbers.includes(number));

// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
/** Why there is no token. The first line that matches counts. */
export const SIGN_IN_RULES: readonly FailureRule[] = [
  {
    code: 'bot-not-consented',
    kind: 'person',
    matches: oneOf('700016', '7000229', '65001'),
    message: 'Microsoft Entra does not know {bot} in {tenant}.',
    advice: 'An administrator of {tenant} must consent to {bot} once; wait a minute, then Retry.',
    link: (context) => consentLink(context),
  },
  {
    code: 'tenant-not-found',
    kind: 'person',
    matches: oneOf('90002', '900023', '900021', '90023'),
    message: 'Microsoft Entra knows no tenant with the id of {tenant}.',
    advice: 'Check the id and the cloud of {tenant} in exo.config.yaml, then start a new run.',
  },
  {
    code: 'tenant-missing',
    kind: 'person',
    matches: oneOf('50059'),
    message: 'Microsoft Entra did not see for which tenant {bot} wanted to sign in.',
    advice:
      'Check the id and the cloud of {tenant} in exo.config.yaml, and AZURE_AUTHORITY_HOST of the jobs process; then Retry.',
  },
  {
    code: 'blocked-by-conditional-access',
    kind: 'person',
    matches: oneOf('53003', '530003', '53000'),
    message: 'Conditional Access in {tenant} blocks {bot}.',
    advice:
      'An administrator of {tenant} must exclude {bot}, or the address of the jobs process, from that policy; then Retry.',
  },
  {
    code: 'bot-disabled',
    kind: 'person',
    matches: oneOf('7000112'),
    message: 'Microsoft Entra says that {bot} is disabled.',
    advice:
      'Set "Enabled for users to sign in" to Yes on the enterprise application of {bot}, in {tenant} and in the home tenant; then Retry.',
  },
  {
    code: 'graph-not-in-tenant',
    kind: 'person',
    matches: oneOf('500011'),
    message: 'Microsoft Entra does not know Microsoft Graph in {tenant} at the address of the configured cloud.',
    advice:
      'Check the cloud of {tenant} in exo.config.yaml (global, usgov, dod or china): every tenant has the Microsoft Graph of its own cloud; then Retry.',
  },
  {
    code: 'service-not-in-tenant',
    kind: 'person',
    matches: oneOf('650052'),
    message: 'Microsoft says that {tenant} has not subscribed to the service that a token was asked for.',
    advice: 'Check the licences of {tenant}, then Retry.',
  },
  {
    code: 'bot-certificate-unknown',
    kind: 'person',
    matches: oneOf('700027', '7000272'),
    message: 'Microsoft Entra does not know the certificate of {bot}.',
    advice:
      'Upload the certificate of AZURE_CLIENT_CERTIFICATE_PATH to {bot} in the home tenant, wait a minute, then Retry.',
  },
  {
    code: 'assertion-refused',
    kind: 'person',
    matches: oneOf('50013'),
    message: 'Microsoft Entra did not accept the signature with which {bot} signed in.',
    advice:
      'Check that the certificate of AZURE_CLIENT_CERTIFICATE_PATH, or the issuer of the federated token, is the one on {bot} in the home tenant, and that the clock of the jobs process is right; then Retry.',
  },
  {
    code: 'assertion-of-another-application',
    kind: 'person',
    matches: oneOf('700021'),
    message: 'The jobs process signed in with the proof of another application than {bot}.',
    advice:
      'Set AZURE_CLIENT_ID to the application that the certificate or the federated token of the jobs process belongs to, restart the jobs process, then Retry.',
  },
  {
    code: 'proof-missing',
    kind: 'person',
    matches: oneOf('7000216', '7000218'),
    message: 'The jobs process signed in without a proof that it is {bot}.',
    advice:
      'Set AZURE_CLIENT_CERTIFICATE_PATH, AZURE_CLIENT_SECRET, AZURE_FEDERATED_TOKEN_FILE or EXO_MANAGED_IDENTITY_CLIENT_ID for the jobs process, restart it, then Retry.',
  },
  {
    code: 'scope-invalid',
    kind: 'person',
    matches: oneOf('1002012'),
    message: 'Microsoft Entra does not take the scope for which a token was asked in {tenant}.',
    advice:
      'Check the cloud of {tenant} in exo.config.yaml, then Retry; if this persists, report it to whoever maintains exo.',
  },
  {
    code: 'grant-type-refused',
    kind: 'person',
    matches: oneOf('70003'),
    message: 'The sign-in service does not let {bot} sign in as an application.',
    advice: 'Check the cloud of {tenant} in exo.config.yaml, and AZURE_AUTHORITY_HOST of the jobs process; then Retry.',
  },
  {
    code: 'bot-secret-refused',
    kind: 'person',
    matches: oneOf('7000215', '7000222'),
    message: 'The client secret of {bot} is wrong or has expired.',
    advice:
      'Set AZURE_CLIENT_SECRET of the jobs process to a valid secret, or better use a certificate; restart the jobs process, then Retry.',
  },
  {
    code: 'federation-not-set-up',
    kind: 'person',
    matches: oneOf('70021', '700213', '700211', '700212', '700223'),
    message: 'The identity that the jobs process runs with is not trusted by {bot}.',
    advice: 'Add a federated credential for that identity to {bot} in the home tenant; then Retry.',
  },
  {
    code: 'clock-wrong',
    kind: 'person',
    matches: oneOf('700024'),
    message: 'The clock of the jobs process differs from the time at Microsoft.',
    advice: 'Set the clock of the jobs process by a time server (NTP), then Retry.',
  },
  {
    code: 'sign-in-unavailable',
    kind: 'transient',
    budgetMs: 30 * MINUTE,
    matches: (failure) => oneOf('90033', '90055', '50196')(failure) || OUTAGE.test(failure.message),
    message: 'The sign-in service of Microsoft cannot be reached at the moment.',
    advice: 'If this persists, check the connection of the jobs process to {authority}.',
  },
  {
    code: 'credential-unavailable',
    kind: 'person',
    matches: (failure) => failure.code === 'CredentialUnavailableError',
    message: 'The jobs process cannot use what proves that it is {bot}.',
    advice:
      'Check AZURE_CLIENT_CERTIFICATE_PATH, AZURE_FEDERATED_TOKEN_FILE or the managed identity of the jobs process, whichever is configured; then Retry.',
  },
];

/**
 * endpoints_resolution_error also stands for a tenant that does not exist; runs begin with a tenant that discovery has
 * found, so that here it means the connection.
 */
const OUTAGE =
  /endpoints_resolution_error|openid_config_error|server_error|network_error|temporarily_unavailable|request_timeout|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket hang up|fetch failed|error occurred while sending the request|\b(429|500|502|503|504)\b/i;

export const UNKNOWN_SIGN_IN: FailureRule = {
  code: 'sign-in-failed',
  kind: 'person',
  matches: () => true,
  message: 'Microsoft Entra did not let {bot} sign in to {tenant}.',
  advice:
    'Open the sign-in logs of {tenant} (Entra, Sign-in logs, Service principal sign-ins) at {bot}: the newest failure says which setting refused it; correct that, then Retry.',
};
