import { type FailureRule, HOURS, LINKS, MINUTES } from './rule.ts';

const UNAUTHORIZED = {
  kind: 'transient',
  code: 'exchange-unauthorized',
  message: 'Security & Compliance PowerShell refused the application without saying why.',
  advice:
    'Permissions and roles need up to an hour; if this persists, check that {tenant} consented to both Exchange resources for {application} and that the organization is its initial domain.',
  link: LINKS.appOnly,
  budgetMs: 1.5 * HOURS,
} satisfies FailureRule;

/** What Connect-IPPSSession and Exchange's commands say. Order matters: the first match wins. */
export const CONNECT_RULES: readonly FailureRule[] = [
  {
    when: /User is not allowed to call/i,
    kind: 'transient',
    code: 'exchange-role-missing',
    message: 'Exchange does not let the application call a command yet.',
    advice:
      'A new role needs up to an hour until Exchange knows it; if this persists, check that the enterprise application of {application} itself holds Compliance Administrator in {tenant}.',
    link: LINKS.appOnly,
    budgetMs: 1.5 * HOURS,
  },
  {
    when: /couldn.?t find (the )?object|object .*couldn.?t be found|ManagementObjectNotFound/i,
    kind: 'transient',
    code: 'object-not-known-yet',
    message: 'Exchange does not know an object yet that was made in Entra.',
    advice:
      'A new enterprise application needs some minutes until Exchange knows it; if this persists, check that the enterprise application of {application} was not deleted in {tenant}.',
    link: LINKS.compliance,
    budgetMs: 15 * MINUTES,
  },
  {
    when: /already exist|MemberAlreadyExists/i,
    kind: 'transient',
    code: 'already-there',
    message: 'Exchange says that what was to be made is there already.',
    advice:
      'exo looks again by itself and takes it as it is, if it is the right one; if this persists, compare the service principals of {application} in {tenant} (Get-ServicePrincipal).',
    budgetMs: 15 * MINUTES,
  },
  {
    when: /role assigned to application .* (isn't|is not) supported in this scenario|AuthZ-CmdletAccessDenied/i,
    kind: 'transient',
    code: 'role-not-effective',
    message: 'Exchange does not accept the directory role of the application yet.',
    advice:
      'A new role needs up to an hour until Exchange knows it; if this persists, check that the enterprise application of {application} itself holds Compliance Administrator in {tenant}.',
    link: LINKS.appOnly,
    budgetMs: 1.5 * HOURS,
  },
  {
    signal: /^hresult (80090016|8009000D)$/m,
    when: /keyset does not exist|NTE_BAD_KEYSET|0x80090016/i,
    kind: 'person',
    code: 'key-not-readable',
    message: "The MID service account cannot use the certificate's private key.",
    advice:
      'Retry, so that {account} gets access to the key on {server} again; if this persists, remove the certificate from {server} and onboard {tenant} again, which imports the certificate again.',
    link: LINKS.appOnly,
  },
  {
    signal: /^hresult 80090014$/m,
    when: /invalid provider type specified|0x80090014/i,
    kind: 'person',
    code: 'certificate-is-cng',
    message: "The certificate's key is held by a CNG provider, which the Exchange module cannot use.",
    advice: 'Remove this certificate from {server} and onboard {tenant} again: a new one is made with a CSP provider.',
    link: LINKS.appOnly,
  },
  {
    signal: /^hresult 80090008$/m,
    when: /invalid algorithm specified|0x80090008/i,
    kind: 'person',
    code: 'provider-without-sha256',
    message: 'The cryptographic provider of the certificate cannot sign with SHA-256 here.',
    advice:
      'Set certificate.provider to "Microsoft Enhanced RSA and AES Cryptographic Provider", remove the certificate from the MID servers and onboard {tenant} again.',
  },
  {
    when: /cannot (find|retrieve) (the )?certificate|certificate .*(not found|could not be found)|no certificate .*thumbprint/i,
    kind: 'person',
    code: 'certificate-missing',
    message: 'The Exchange module does not find the certificate on this server.',
    advice: 'Onboard {tenant} again: that brings the certificate to {server}.',
    link: LINKS.appOnly,
  },
  {
    when: /EnableSearchOnlySession/i,
    kind: 'ours',
    code: 'search-only-session-needed',
    message: 'Microsoft wants a search-only session for this command.',
    advice:
      'Install ExchangeOnlineManagement 3.10.1 or newer for all users of {server}, then Retry; if this persists, report it to whoever maintains exo.',
    link: LINKS.module,
  },
  {
    // Alone on its line it is Exchange's own word, whatever the exception around it.
    when: /^un-?authorized[.!]?$/im,
    ...UNAUTHORIZED,
  },
  {
    signal: /^http 401$/m,
    when: /\bun-?authorized\b|\(401\)/i,
    ...UNAUTHORIZED,
  },
];
