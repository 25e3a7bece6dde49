import { type FailureRule, LINKS, MINUTES } from './rule.ts';

/** What Windows, PowerShell and the network say. Asked after the rules of Connect-IPPSSession. */
export const SERVER_RULES: readonly FailureRule[] = [
  {
    signal: /ConstrainedLanguage/,
    when: /ConstrainedLanguage|only on core types in this language mode/i,
    kind: 'person',
    code: 'language-mode',
    message:
      'Application control (AppLocker or WDAC) lets PowerShell on this server work in Constrained Language Mode only.',
    advice:
      'Allow the scripts of {server} in %ProgramFiles%\\exo-runner and in %ProgramData%\\exo-runner\\*\\temp, where the Exchange module writes one, in that policy by their path, or install a bundle whose scripts a publisher that it trusts has signed (npm run bundle:runner -- --sign) and allow only the second folder, then Retry.',
    link: LINKS.languageMode,
  },
  {
    signal: /^(type System\.Management\.Automation\.PSSecurityException|id UnauthorizedAccess)$/m,
    when: /running\s*scripts\s*is\s*disabled|is\s*not\s*digitally\s*signed|PSSecurity\s*Exception/i,
    kind: 'person',
    code: 'execution-policy',
    message: 'The execution policy of this server does not let the scripts of the runner run.',
    advice:
      'Install a bundle whose scripts are signed (npm run bundle:runner -- --sign) where a group policy sets AllSigned; where it sets Restricted, or the Exchange module still stops, set RemoteSigned for {server}: Connect-IPPSSession writes a module that cannot be signed. Then Retry.',
    link: LINKS.executionPolicy,
  },
  {
    signal: /^missing (Update-ModuleManifest|Update-Manifest)$/m,
    when: /Update-ModuleManifest|Update-Manifest/i,
    kind: 'person',
    code: 'powershellget-missing',
    message: 'PowerShellGet or PackageManagement is missing on this server, or is a preview version.',
    advice: 'Install the released PowerShellGet and PackageManagement for all users of {server}, then Retry.',
    link: LINKS.module,
  },
  {
    signal: /^missing New-ServicePrincipal$/m,
    when: /New-ServicePrincipal.*(is not present|is not recognized)|(is not present|is not recognized).*New-ServicePrincipal/is,
    kind: 'person',
    code: 'new-service-principal-missing',
    message: 'New-ServicePrincipal is not available in this session.',
    advice:
      'Check that {tenant} has a compliance licence; if it does, an administrator of {tenant} must run New-ServicePrincipal for {application} once; then Retry.',
    link: LINKS.compliance,
  },
  {
    signal: /^(missing Connect-IPPSSession|id Modules_ModuleNotFound.*)$/m,
    when: /Connect-IPPSSession.* is not recognized|module 'ExchangeOnlineManagement' (was not loaded|could not be)/is,
    kind: 'person',
    code: 'exchange-module-missing',
    message: 'The PowerShell module ExchangeOnlineManagement is not installed for this account.',
    advice:
      'Install it for all users of {server} (Install-Module ExchangeOnlineManagement -Scope AllUsers), then Retry.',
    link: LINKS.module,
  },
  {
    signal: /^http 429$/m,
    when: /too many requests|\b429\b|server (is )?busy|throttl/i,
    kind: 'transient',
    code: 'exchange-throttled',
    message: 'Exchange asks to come back later.',
    advice:
      'It is tried again by itself; if this persists, find out what else works with Exchange Online PowerShell in {tenant}.',
    budgetMs: 60 * MINUTES,
  },
  {
    signal: /^hresult 80070005$/m,
    when: /\baccess( to the path .*)? is denied|requires elevation|UnauthorizedAccessException/i,
    kind: 'person',
    code: 'access-denied',
    message: "Windows denied the runner's account what this step needs.",
    advice:
      'Let the elevated runner run as an administrator of {server} and the connect runner as {account}, then Retry.',
  },
  {
    signal: /^hresult 80070056$/m,
    when: /network password is not correct|0x80070056/i,
    kind: 'person',
    code: 'pfx-not-importable',
    message: 'Windows cannot open the certificate file that another server sent.',
    advice:
      'Bring {primary} and {server} to the same version of Windows, or both to one newer than Server 2016, then Retry.',
  },
];
