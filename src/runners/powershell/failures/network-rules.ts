import { type FailureRule, LINKS, MINUTES } from './rule.ts';

/** What the way to Microsoft says. Order matters: a proxy or a certificate is behind many a broken connection. */
export const NETWORK_RULES: readonly FailureRule[] = [
  {
    signal: /^http 407$/m,
    when: /\(407\)|proxy authentication required/i,
    kind: 'person',
    code: 'proxy-authentication',
    message: 'The proxy of this server wants a sign-in that the account of the runner does not give.',
    advice:
      'Let the proxy pass {server} to login.microsoftonline.com, *.ps.compliance.protection.outlook.com and outlook.office365.com without a sign-in, or set the proxy of WinHTTP for it (netsh winhttp set proxy), then Retry.',
    link: LINKS.compliance,
  },
  {
    signal: /^web TrustFailure$/m,
    when: /could not establish trust relationship|remote certificate is invalid/i,
    kind: 'person',
    code: 'tls-not-trusted',
    message: "This server does not trust the certificate that answers in Microsoft's place.",
    advice:
      "Except Microsoft's addresses from TLS inspection, or put the inspecting proxy's CA into Trusted Root Certification Authorities of {server}, then Retry.",
  },
  {
    signal: /^web SecureChannelFailure$|^hresult 80090326$/m,
    when: /could not create SSL\/TLS secure channel/i,
    kind: 'person',
    code: 'tls-failed',
    message: 'This server and Microsoft found no version of TLS that both take.',
    advice:
      'Switch on TLS 1.2 and strong cryptography for .NET Framework (SchUseStrongCrypto, SystemDefaultTlsVersions) on {server} and restart the runner, then Retry.',
    link: LINKS.tls,
  },
  {
    signal: /^type System\.Threading\.Tasks\.TaskCanceledException$|^type System\.TimeoutException$|^web Timeout$/m,
    when: /a task was cancell?ed|HttpClient\.Timeout|operation (has )?timed out/i,
    kind: 'transient',
    code: 'microsoft-timeout',
    message: 'Microsoft did not answer this server in time.',
    advice:
      'It is tried again by itself; if this persists, check proxy and firewall of {server} for https to login, ps.compliance.protection and outlook addresses.',
    link: LINKS.compliance,
    budgetMs: 30 * MINUTES,
  },
  {
    signal: /^http 50[0234]$/m,
    when: /\(50[0234]\)|\b50[234]\b|service unavailable|server side error.*try again|internal server error/is,
    kind: 'transient',
    code: 'microsoft-server-error',
    message: 'A server of Microsoft had an error of its own.',
    advice: 'It is tried again by itself; if this persists, look at the service health of Microsoft 365 in {tenant}.',
    budgetMs: 60 * MINUTES,
  },
  {
    signal:
      /^web (NameResolutionFailure|ProxyNameResolutionFailure|ConnectFailure|ConnectionClosed|ReceiveFailure|SendFailure|KeepAliveFailure|PipelineFailure)$|^socket (1100[124]|100(51|53|54|60|61|65))$|^type System\.Net\.Http\.HttpRequestException$/m,
    when: /remote name could not be resolved|no such host is known|unable to connect to the remote server|underlying connection was closed|connection attempt failed|error occurred while sending the request/i,
    kind: 'transient',
    code: 'microsoft-unreachable',
    message: 'This server does not reach Microsoft.',
    advice:
      'It is tried again by itself; if this persists, check DNS, proxy and firewall of {server} for https to login, ps.compliance.protection and outlook addresses.',
    link: LINKS.compliance,
    budgetMs: 30 * MINUTES,
  },
];
