import type { FailureRule } from './failure-rule.ts';
import type { GraphFailure } from './graph-failure.ts';

const MINUTE = 60_000;
/** Terraform's provider waits as long for an object that was just made. */
const REPLICATION_MS = 12 * MINUTE;
const OUTAGE_MS = 30 * MINUTE;

const says = (failure: GraphFailure, text: RegExp) => text.test(failure.message) || text.test(failure.code);
const answered = (failure: GraphFailure, status: number, text = /(?:)/) =>
  failure.origin === 'graph' && failure.status === status && says(failure, text);

const notVisibleYet = {
  code: 'not-visible-yet',
  kind: 'transient',
  budgetMs: REPLICATION_MS,
  message: 'Microsoft Entra does not know an object yet that was made a moment ago.',
  advice:
    'What is new in {tenant} takes up to a few minutes to appear everywhere in Entra; if this persists, check that nobody deleted {application} there.',
} as const;

const badCertificate = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS)/;

/** What Microsoft Graph answers, or does not. The first line that matches counts. */
export const GRAPH_RULES: readonly FailureRule[] = [
  {
    code: 'connection-not-trusted',
    kind: 'person',
    matches: (failure) => failure.origin === 'network' && badCertificate.test(failure.code),
    message: 'The jobs process does not trust the TLS certificate at the address of Microsoft Graph.',
    advice:
      'If a proxy inspects TLS, name its root certificate in NODE_EXTRA_CA_CERTS of the jobs process, restart it, then Retry.',
  },
  {
    code: 'answer-cut',
    kind: 'transient',
    budgetMs: OUTAGE_MS,
    matches: (failure) => failure.origin === 'network' && failure.status > 0,
    message: 'The answer of Microsoft Graph broke off.',
    advice:
      'The next attempt reads what took effect in {tenant} and goes on from there; if this persists, check the proxy of the jobs process.',
  },
  {
    code: 'graph-unreachable',
    kind: 'transient',
    budgetMs: OUTAGE_MS,
    matches: (failure) => failure.origin === 'network',
    message: 'Microsoft Graph cannot be reached.',
    advice: 'If this persists, check the connection of the jobs process to Microsoft Graph (DNS, proxy, firewall).',
  },
  {
    code: 'throttled',
    kind: 'transient',
    budgetMs: 60 * MINUTE,
    matches: (failure) => answered(failure, 429),
    message: 'Microsoft Graph limits the requests for {tenant}.',
    advice:
      'The next attempt in {tenant} begins when Microsoft allows it; if this persists, find out what else sends many requests for {tenant}.',
  },
  {
    code: 'graph-unavailable',
    kind: 'transient',
    budgetMs: OUTAGE_MS,
    matches: (failure) => failure.origin === 'graph' && failure.status >= 500,
    message: 'Microsoft Graph is not available at the moment.',
    advice: 'If this persists, look at the service health of Microsoft 365 in {tenant}.',
  },
  // Both texts mean that the new application has not reached the replica that was asked.
  { ...notVisibleYet, matches: (failure) => answered(failure, 403, /backing application .* in the local tenant/i) },
  { ...notVisibleYet, matches: (failure) => answered(failure, 400, /does not reference a valid application object/i) },
  { ...notVisibleYet, matches: (failure) => answered(failure, 400, /not a valid reference update/i) },
  { ...notVisibleYet, matches: (failure) => answered(failure, 404) },
  {
    code: 'no-rights-in-tenant',
    kind: 'person',
    matches: (failure) => answered(failure, 403),
    message: 'In {tenant}, {bot} does not have the rights that are needed.',
    advice: 'An administrator of {tenant} must consent to {rights} on Microsoft Graph for {bot}; then Retry.',
    link: (context) => consentLink(context),
  },
  {
    code: 'token-refused',
    kind: 'person',
    matches: (failure) => answered(failure, 401),
    message: 'Microsoft Graph did not accept the token of {bot}, not even a fresh one.',
    advice: 'Check the cloud of {tenant} in exo.config.yaml and the clock of the jobs process, then Retry.',
  },
  {
    code: 'object-busy',
    kind: 'transient',
    budgetMs: 10 * MINUTE,
    matches: (failure) => answered(failure, 409) || answered(failure, 412) || answered(failure, 423),
    message: 'Another change to the same object is under way in Microsoft Entra.',
    advice:
      'The next attempt reads {application} again; if this persists, look in the audit log of {tenant} for who keeps changing it.',
  },
  {
    code: 'certificate-lifetime-refused',
    kind: 'person',
    matches: (failure) => answered(failure, 400, /CredentialInvalidLifetimeAsPerAppPolicy|lifetime exceeds the max/i),
    message: 'The app management policy of {tenant} does not allow a certificate that is valid for so long.',
    advice:
      'Set certificate.days to a shorter time in exo.config.yaml, or have an administrator of {tenant} make an exception for {application}; then start a new run.',
  },
  {
    code: 'certificate-type-refused',
    kind: 'person',
    matches: (failure) => answered(failure, 400, /CredentialTypeNotAllowedAsPerAppPolicy|type not allowed as per/i),
    message: 'The app management policy of {tenant} does not allow this kind of certificate on applications.',
    advice:
      'An administrator of {tenant} must make an exception for {application} in the app management policy; then Retry.',
  },
  {
    code: 'certificate-dates-refused',
    kind: 'ours',
    matches: (failure) => answered(failure, 400, /KeyCredentialsInvalidEndDate|end date is invalid/i),
    message: 'Microsoft Entra refused the dates of a certificate on {application}.',
    advice: 'Check the clocks of the jobs process and of the primary MID server {primary}, then Retry.',
  },
];

/** Where an administrator of the tenant consents to the bot's own application. */
export function consentLink(context: {
  tenantId: string;
  authorityHost: string;
  clientId?: string | undefined;
  redirectUri?: string | undefined;
}) {
  const { authorityHost, clientId, redirectUri, tenantId } = context;
  if (!clientId) return undefined;
  // Microsoft's page refuses to begin when the application has several redirect addresses and none is named.
  const query = new URLSearchParams({ client_id: clientId, ...(redirectUri && { redirect_uri: redirectUri }) });
  return `${authorityHost}/${tenantId}/adminconsent?${query}`;
}
