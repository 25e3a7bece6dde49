import { z } from 'zod';
import { Guid } from '../ids.ts';

/** One application permission: an app role on a resource's service principal. */
export const Permission = z.object({
  resourceAppId: Guid,
  resourceName: z.string(),
  appRoleId: Guid,
  value: z.string(),
  /** What it allows, in words for the approver. */
  meaning: z.string(),
});
export type Permission = z.infer<typeof Permission>;

/**
 * What the application is given. Both Exchange resources: Connect-ExchangeOnline asks for the first,
 * Connect-IPPSSession for the second (office-docs-powershell #13783). The ids are pinned and compared with
 * what the tenant's resource offers; a difference stops the run.
 */
export const REQUIRED_PERMISSIONS: readonly Permission[] = [
  {
    resourceAppId: '00000002-0000-0ff1-ce00-000000000000',
    resourceName: 'Office 365 Exchange Online',
    appRoleId: 'dc50a0fb-09a3-484d-be87-e023b12c6440',
    value: 'Exchange.ManageAsApp',
    meaning: 'manage Exchange as an application',
  },
  {
    resourceAppId: '00000007-0000-0ff1-ce00-000000000000',
    resourceName: 'Microsoft Exchange Online Protection',
    appRoleId: '455e5cd2-84e8-4751-8344-5672145dfa17',
    value: 'Exchange.ManageAsApp',
    meaning: 'needed by Connect-IPPSSession',
  },
  {
    resourceAppId: '00000003-0000-0000-c000-000000000000',
    resourceName: 'Microsoft Graph',
    appRoleId: 'e2a3a72e-5f79-4c64-b1b1-878b674786c9',
    value: 'Mail.ReadWrite',
    meaning: 'read and write mail in ALL mailboxes of the tenant',
  },
];

/** Directory role that New-ServicePrincipal and Connect-IPPSSession need, assigned for the whole directory. */
export const COMPLIANCE_ADMINISTRATOR = {
  templateId: '17315797-102d-40b4-93e0-432062caca18',
  displayName: 'Compliance Administrator',
} as const;
