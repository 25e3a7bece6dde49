import { z } from 'zod';

/** Microsoft's national clouds. */
export const CloudName = z.enum(['global', 'usgov', 'dod', 'china']);
export type CloudName = z.infer<typeof CloudName>;

/** Addresses of one Microsoft cloud. Every one is an https URL without a closing slash. */
export interface Cloud {
  readonly authorityHost: string;
  readonly graphUrl: string;
  readonly portalUrl: string;
  /** `-ConnectionUri` of Connect-IPPSSession; undefined where the cmdlet's own default is right. */
  readonly complianceConnectionUri?: string;
  /** `-AzureADAuthorizationEndpointUri` of Connect-IPPSSession. */
  readonly complianceAuthorizationUri?: string;
  /** Suffix of a tenant's initial domain. */
  readonly initialDomainSuffix: string;
}

// https://learn.microsoft.com/powershell/exchange/connect-to-scc-powershell, .../graph/deployments
// For DoD two pages of Microsoft disagree on the connection address; a configuration may override it.
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  global: {
    authorityHost: 'https://login.microsoftonline.com',
    graphUrl: 'https://graph.microsoft.com',
    portalUrl: 'https://entra.microsoft.com',
    initialDomainSuffix: '.onmicrosoft.com',
  },
  usgov: {
    authorityHost: 'https://login.microsoftonline.us',
    graphUrl: 'https://graph.microsoft.us',
    portalUrl: 'https://entra.microsoft.us',
    complianceConnectionUri: 'https://ps.compliance.protection.office365.us/powershell-liveid/',
    complianceAuthorizationUri: 'https://login.microsoftonline.us/organizations',
    initialDomainSuffix: '.onmicrosoft.us',
  },
  dod: {
    authorityHost: 'https://login.microsoftonline.us',
    graphUrl: 'https://dod-graph.microsoft.us',
    portalUrl: 'https://entra.microsoft.us',
    complianceConnectionUri: 'https://l5.ps.compliance.protection.office365.us/powershell-liveid/',
    complianceAuthorizationUri: 'https://login.microsoftonline.us/organizations',
    initialDomainSuffix: '.onmicrosoft.us',
  },
  china: {
    authorityHost: 'https://login.chinacloudapi.cn',
    graphUrl: 'https://microsoftgraph.chinacloudapi.cn',
    portalUrl: 'https://entra.microsoftonline.cn',
    complianceConnectionUri: 'https://ps.compliance.protection.partner.outlook.cn/powershell-liveid',
    complianceAuthorizationUri: 'https://login.chinacloudapi.cn/organizations',
    initialDomainSuffix: '.partner.onmschina.cn',
  },
};
