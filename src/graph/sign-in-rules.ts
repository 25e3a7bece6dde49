import type { FailureRule } from './failures.ts';
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
    message: "The bot's application is not known in this tenant.",
    advice: "An administrator of the tenant must consent to the bot's application once; wait a minute, then Retry.",
    link: (context) => consentLink(context),
  },
  {
    code: 'tenant-not-found',
    kind: 'person',
    matches: oneOf('90002', '900023', '900021', '90023'),
    message: 'Microsoft Entra knows no tenant with this id.',
    advice: "Check the tenant's id and its cloud in the configuration, then start a new run.",
  },
  {
    code: 'blocked-by-conditional-access',
    kind: 'person',
    matches: oneOf('53003', '530003', '53000'),
    message: "Conditional Access in this tenant blocks the bot's application.",
    advice:
      "An administrator of the tenant must exclude the bot's application or its address from that policy; then Retry.",
  },
  {
    code: 'service-not-in-tenant',
    kind: 'person',
    matches: oneOf('500011', '650052'),
    message: 'The tenant has not subscribed to the service that a token was asked for.',
    advice: 'Check the licences of the tenant, then Retry.',
  },
  {
    code: 'bot-certificate-unknown',
    kind: 'person',
    matches: oneOf('700027', '7000272'),
    message: "Microsoft Entra does not know the certificate of the bot's own application.",
    advice:
      "Upload the certificate of AZURE_CLIENT_CERTIFICATE_PATH to the bot's application in the home tenant; then Retry.",
  },
  {
    code: 'bot-secret-refused',
    kind: 'person',
    matches: oneOf('7000215', '7000222'),
    message: "The client secret of the bot's own application is wrong or has expired.",
    advice: 'Set AZURE_CLIENT_SECRET to a valid secret, or better use a certificate; restart, then Retry.',
  },
  {
    code: 'federation-not-set-up',
    kind: 'person',
    matches: oneOf('70021', '700213', '700211', '700212', '700223'),
    message: "The bot's application does not trust the identity that this service runs with.",
    advice: 'Add a federated credential for that identity to the application in the home tenant; then Retry.',
  },
  {
    code: 'clock-wrong',
    kind: 'person',
    matches: oneOf('700024'),
    message: 'The clock of the cloud worker differs from the time at Microsoft.',
    advice: 'Set the clock of the cloud worker (NTP), then Retry.',
  },
  {
    code: 'sign-in-unavailable',
    kind: 'transient',
    budgetMs: 30 * MINUTE,
    matches: (failure) => oneOf('90033', '90055', '50196')(failure) || OUTAGE.test(failure.message),
    message: 'The sign-in service of Microsoft cannot be reached at the moment.',
    advice: 'Nothing to do; check the connection of the cloud worker to the internet if this lasts.',
  },
  {
    code: 'credential-unavailable',
    kind: 'person',
    matches: (failure) => failure.code === 'CredentialUnavailableError',
    message: "The proof of identity of the bot's application cannot be used on this machine.",
    advice:
      'Check the certificate, token file or managed identity that is configured for the cloud worker; then Retry.',
  },
];

/**
 * endpoints_resolution_error also stands for a tenant that does not exist; runs begin with a tenant that discovery has
 * found, so that here it means the connection.
 */
const OUTAGE =
  /endpoints_resolution_error|openid_config_error|server_error|network_error|temporarily_unavailable|request_timeout|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket hang up|fetch failed|\b(429|502|503|504)\b/i;

export const UNKNOWN_SIGN_IN: FailureRule = {
  code: 'sign-in-failed',
  kind: 'person',
  matches: () => true,
  message: "Microsoft Entra gave no token to the bot's application.",
  advice: 'Read what Microsoft says under Details, correct it, then Retry.',
};
