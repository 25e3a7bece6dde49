import { LINKS, MINUTES, type TextRule } from './rule.ts';

/** What Windows, PowerShell and the network say. Asked after the texts of Connect-IPPSSession. */
export const SERVER_TEXTS: readonly TextRule[] = [
  {
    when: /running\s*scripts\s*is\s*disabled|is\s*not\s*digitally\s*signed/i,
    kind: 'person',
    code: 'execution-policy',
    message: 'The execution policy of this server forbids scripts.',
    advice: 'Allow RemoteSigned by group policy (a machine policy beats the runner), then Retry.',
    link: LINKS.executionPolicy,
  },
  {
    when: /Update-ModuleManifest|Update-Manifest/i,
    kind: 'person',
    code: 'powershellget-missing',
    message: 'PowerShellGet or PackageManagement is missing on this server, or is a preview version.',
    advice: 'Install the released PowerShellGet and PackageManagement for all users, then Retry.',
    link: LINKS.module,
  },
  {
    when: /New-ServicePrincipal.*(is not present|is not recognized)|(is not present|is not recognized).*New-ServicePrincipal/is,
    kind: 'person',
    code: 'new-service-principal-missing',
    message: 'New-ServicePrincipal is not available in this session.',
    advice:
      'Check that the tenant has a compliance licence; else let an administrator of the tenant run New-ServicePrincipal once, then Retry.',
    link: LINKS.compliance,
  },
  {
    when: /Connect-IPPSSession.* is not recognized|module 'ExchangeOnlineManagement' (was not loaded|could not be)/is,
    kind: 'person',
    code: 'exchange-module-missing',
    message: 'The PowerShell module ExchangeOnlineManagement is not installed for this account.',
    advice: 'Install it for all users (Install-Module ExchangeOnlineManagement -Scope AllUsers), then Retry.',
    link: LINKS.module,
  },
  {
    when: /too many requests|\b429\b|server (is )?busy|throttl/i,
    kind: 'transient',
    code: 'exchange-throttled',
    message: 'Exchange asks to come back later.',
    advice: 'It is tried again by itself.',
    budgetMs: 60 * MINUTES,
  },
  {
    when: /remote name could not be resolved|no such host is known|unable to connect to the remote server|underlying connection was closed|operation has timed out|connection attempt failed|\b50[234]\b|service unavailable/i,
    kind: 'transient',
    code: 'microsoft-unreachable',
    message: 'This server does not reach Microsoft, or Microsoft does not answer.',
    advice:
      'It is tried again by itself; if it stays, check proxy and firewall of the MID server for https to login, ps.compliance.protection and outlook addresses.',
    link: LINKS.compliance,
    budgetMs: 30 * MINUTES,
  },
  {
    when: /\baccess( to the path .*)? is denied|requires elevation|UnauthorizedAccessException/i,
    kind: 'person',
    code: 'access-denied',
    message: "Windows denied the runner's account what this step needs.",
    advice:
      'Let the elevated runner run as an administrator of the server and the connect runner as the MID service account, then Retry.',
  },
  {
    when: /network password is not correct|0x80070056/i,
    kind: 'person',
    code: 'pfx-not-importable',
    message: 'Windows cannot open the certificate file that another server sent.',
    advice: 'Bring both servers to the same Windows version or newer than Server 2016, then Retry.',
  },
  {
    when: /AADSTS\d+/,
    kind: 'person',
    code: 'sign-in-refused',
    message: 'Entra refused the sign-in of the application.',
    advice: "Look up the code in Microsoft's list and correct the tenant's settings, then Retry.",
    link: LINKS.signInErrors,
  },
];
