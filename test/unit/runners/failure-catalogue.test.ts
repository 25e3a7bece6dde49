import { beforeAll, describe, expect, it } from 'vitest';
import { matchText } from '../../../src/runners/powershell/failures/to-step-failure.ts';

const MINUTE = 60_000;

/** What Entra, Exchange and Windows say to PowerShell: where, the text, and what it means. */
const CATALOGUE: readonly (readonly [where: string, text: string, kind: string, code: string, budgetMs?: number])[] = [
  [
    'token',
    "AADSTS700016: Application with identifier 'x' was not found in the directory",
    'transient',
    'application-not-known-yet',
  ],
  [
    'token',
    'AADSTS7000229: The client application x is missing service principal in the tenant y',
    'transient',
    'application-not-known-yet',
  ],
  ['token', 'AADSTS65001: The user or administrator has not consented', 'person', 'consent-missing'],
  [
    'token',
    'AADSTS700027: Client assertion contains an invalid signature. [Reason - The key was not found.]',
    'transient',
    'certificate-not-known-yet',
  ],
  ['token', 'AADSTS700024: Client assertion is not within its valid time range', 'person', 'clock-skew'],
  ['token', "AADSTS90002: Tenant 'x' not found", 'person', 'organization-unknown'],
  ['token', 'AADSTS900023: Specified tenant identifier is neither a valid DNS name', 'person', 'organization-unknown'],
  ['token', 'AADSTS53003: Access has been blocked by Conditional Access policies', 'person', 'conditional-access'],
  ['token', 'AADSTS500011: The resource principal named x was not found in the tenant', 'person', 'consent-missing'],
  [
    'token',
    'AADSTS650052: The app needs access to a service that your organization has not subscribed to',
    'person',
    'consent-missing',
  ],
  ['token', 'AADSTS7000112: Application x is disabled.', 'person', 'application-disabled'],
  [
    'token',
    "AADSTS700021: Client assertion application identifier doesn't match 'client_id' parameter.",
    'ours',
    'assertion-of-another-application',
  ],
  ['token', 'AADSTS50013: Assertion failed signature validation.', 'person', 'assertion-refused'],
  [
    'token',
    'AADSTS1002012: The provided value for scope x is not valid. Client credential flows must have a scope value with /.default',
    'person',
    'scope-invalid',
  ],
  [
    'token',
    'AADSTS50059: No tenant-identifying information found in either the request or implied by any provided credentials.',
    'person',
    'organization-missing',
  ],
  [
    'token',
    "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    'person',
    'certificate-not-used',
  ],
  [
    'token',
    "AADSTS70003: The app requested an unsupported grant type 'client_credentials'.",
    'person',
    'grant-type-refused',
  ],
  ['token', 'AADSTS90033: A transient error has occurred. Please try again.', 'transient', 'sign-in-busy', 60 * MINUTE],
  [
    'token',
    'AADSTS50196: The server terminated an operation because it encountered a client request loop.',
    'transient',
    'sign-in-busy',
    60 * MINUTE,
  ],
  ['token', 'AADSTS90055: The server has sent too many requests.', 'transient', 'sign-in-busy', 60 * MINUTE],
  ['token', 'AADSTS999999: something new', 'person', 'sign-in-refused'],
  [
    'Connect-*',
    "The role assigned to application x isn't supported in this scenario. Please check online documentation",
    'transient',
    'role-not-effective',
    90 * MINUTE,
  ],
  [
    'Connect-*',
    '[Server=X,RequestId=x,TimeStamp=x] [FailureCategory=AuthZ-CmdletAccessDeniedException]',
    'transient',
    'role-not-effective',
    90 * MINUTE,
  ],
  ['Connect-IPPSSession', 'UnAuthorized', 'transient', 'exchange-unauthorized', 90 * MINUTE],
  ['Connect-*', 'Keyset does not exist', 'person', 'key-not-readable'],
  ['Connect-*', 'Invalid provider type specified.', 'person', 'certificate-is-cng'],
  ['Connect-*', 'Invalid algorithm specified', 'person', 'provider-without-sha256'],
  [
    'Connect-*',
    "The term 'Update-ModuleManifest' is not recognized as the name of a cmdlet",
    'person',
    'powershellget-missing',
  ],
  ['Connect-*', 'Cannot find a cmdlet Update-Manifest', 'person', 'powershellget-missing'],
  [
    'Connect-*',
    'Files cannot be loaded because running scripts is disabled on this system. Provide a valid certificate with which to sign the files.',
    'person',
    'execution-policy',
  ],
  [
    'Connect-*',
    'The file C:\\x.ps1 is not digitally signed. You cannot run this script on the current system.',
    'person',
    'execution-policy',
  ],
  [
    'any',
    'Cannot invoke method. Method invocation is supported only on core types in this language mode.',
    'person',
    'language-mode',
  ],
  [
    'cmdlet',
    'Please close the current PowerShell session and open a new session using Connect-IPPSSession with the -EnableSearchOnlySession flag. This requires using ExchangeOnlineManagement v3.9.0 or higher.',
    'ours',
    'search-only-session-needed',
  ],
  ['New-ServicePrincipal', 'The service principal already exists.', 'transient', 'already-there', 15 * MINUTE],
  [
    'New-ServicePrincipal',
    'New-ServicePrincipal is not present in the tenant',
    'person',
    'new-service-principal-missing',
  ],
  [
    'New-ServicePrincipal',
    "The term 'New-ServicePrincipal' is not recognized as the name of a cmdlet",
    'person',
    'new-service-principal-missing',
  ],
  [
    'New-ServicePrincipal',
    'Couldn\'t find object "8f0c". Please make sure that it was spelled correctly',
    'transient',
    'object-not-known-yet',
    15 * MINUTE,
  ],
  [
    'role group',
    'MemberAlreadyExistsException: The recipient is already a member of the group',
    'transient',
    'already-there',
  ],
  ['EXO REST', 'User is not allowed to call Get-Mailbox', 'transient', 'exchange-role-missing', 90 * MINUTE],
  [
    'EXO REST',
    'The remote server returned an error: (500) Internal Server Error.',
    'transient',
    'microsoft-server-error',
    60 * MINUTE,
  ],
  [
    'EXO REST',
    'A server side error has occurred because of which the operation could not be completed. Please try again after some time.',
    'transient',
    'microsoft-server-error',
    60 * MINUTE,
  ],
  ['EXO REST', 'An error occurred while sending the request.', 'transient', 'microsoft-unreachable', 30 * MINUTE],
  ['EXO REST', 'Too many requests. Retry later.', 'transient', 'exchange-throttled', 60 * MINUTE],
  ['network', 'The request was aborted: Could not create SSL/TLS secure channel.', 'person', 'tls-failed'],
  [
    'network',
    'The remote server returned an error: (407) Proxy Authentication Required.',
    'person',
    'proxy-authentication',
  ],
  [
    'network',
    'The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel.',
    'person',
    'tls-not-trusted',
  ],
  ['network', 'A task was canceled.', 'transient', 'microsoft-timeout', 30 * MINUTE],
  [
    'network',
    'The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.',
    'transient',
    'microsoft-timeout',
    30 * MINUTE,
  ],
  [
    'network',
    "The remote name could not be resolved: 'login.microsoftonline.com'",
    'transient',
    'microsoft-unreachable',
    30 * MINUTE,
  ],
];

describe('the failure catalogue of PowerShell', () => {
  beforeAll(() => {
    for (const [where, text] of CATALOGUE) {
      const error = matchText(text)?.error;
      process.stdout.write(`${where} | ${text.slice(0, 50)} | ${error?.code} | ${error?.kind} | ${error?.advice}\n`);
    }
  });

  it.each(CATALOGUE.map(([where, text, kind, code, budgetMs]) => ({ where, text, kind, code, budgetMs })))(
    '$where: $text',
    ({ text, kind, code, budgetMs }) => {
      const error = matchText(text)?.error;

      expect(error).toMatchObject({ kind, code, ...(budgetMs ? { budgetMs } : {}) });
      expect(error?.advice).toMatch(/\.$/);
      expect(error?.advice).not.toMatch(/Read Microsoft|Microsoft's (text|list)/);
      // Whatever is tried again comes to an end with a person.
      if (kind === 'transient') expect(error?.budgetMs).toBeGreaterThan(0);
    },
  );
});
