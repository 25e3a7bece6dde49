import { CLOUDS, type CloudName } from '../../contracts/clouds.ts';

/** Where Connect-IPPSSession goes when no address is given. */
const DEFAULT_COMPLIANCE_HOST = 'ps.compliance.protection.outlook.com';

// https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges and its pages for the other clouds
const OUTLOOK_HOSTS: Readonly<Record<CloudName, string>> = {
  global: 'outlook.office365.com',
  usgov: 'outlook.office365.us',
  dod: 'outlook-dod.office365.us',
  china: 'partner.outlook.cn',
};

/** Hosts that a MID server must reach for tenants of a cloud; the sign-in service first. */
export function endpointsOf(cloud: CloudName): string[] {
  const { authorityHost, complianceConnectionUri } = CLOUDS[cloud];
  const compliance = complianceConnectionUri ? new URL(complianceConnectionUri).hostname : DEFAULT_COMPLIANCE_HOST;
  return [new URL(authorityHost).hostname, compliance, OUTLOOK_HOSTS[cloud]];
}
