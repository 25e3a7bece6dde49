import type { AppRole, ServicePrincipal } from './schema.ts';

/** A Microsoft application that other applications ask permissions of. */
export interface FirstPartyResource {
  readonly appId: string;
  readonly displayName: string;
  readonly servicePrincipalNames: readonly string[];
  readonly appRoles: readonly AppRole[];
}

export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
export const EXCHANGE_APP_ID = '00000002-0000-0ff1-ce00-000000000000';
export const EXCHANGE_PROTECTION_APP_ID = '00000007-0000-0ff1-ce00-000000000000';
/** The address that Connect-IPPSSession asks a token for. */
export const COMPLIANCE_POWERSHELL = 'https://ps.compliance.protection.outlook.com';

// Tenant that owns Microsoft's own applications.
export const MICROSOFT_SERVICES_TENANT = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a';

// https://learn.microsoft.com/graph/permissions-reference
const GRAPH_PERMISSIONS: Readonly<Record<string, string>> = {
  'Application.Read.All': '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
  'Application.ReadWrite.All': '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
  'Application.ReadWrite.OwnedBy': '18a4783c-866b-4cc7-a460-3d5e5662c884',
  'AppRoleAssignment.ReadWrite.All': '06b708a9-e830-4db3-a914-8e69da51d44f',
  'AuditLog.Read.All': 'b0afded3-3588-46d8-8b3d-9842eff778da',
  'Directory.Read.All': '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
  'Domain.Read.All': 'dbb9058a-0e50-45d7-ae91-66909b5d4664',
  'GroupMember.Read.All': '98830695-27a2-44f7-8c18-0c3ebc9698f6',
  'Mail.ReadWrite': 'e2a3a72e-5f79-4c64-b1b1-878b674786c9',
  'Organization.Read.All': '498476ce-e0fe-48b0-b801-37ba7e2685c6',
  'Policy.Read.All': '246dd0d5-5bd0-4def-940b-0421030a5b68',
  'RoleAssignmentSchedule.ReadWrite.Directory': 'dd199f4a-f148-40a4-a2ec-f0069cc799ec',
  'RoleManagement.Read.Directory': '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
  'RoleManagement.ReadWrite.Directory': '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
  'User.Read.All': 'df021288-bdef-4463-88db-98f22de89214',
};

export const FIRST_PARTY_RESOURCES: readonly FirstPartyResource[] = [
  {
    appId: EXCHANGE_APP_ID,
    displayName: 'Office 365 Exchange Online',
    servicePrincipalNames: [EXCHANGE_APP_ID, 'https://outlook.office365.com', 'https://outlook.office.com'],
    appRoles: [applicationRole('dc50a0fb-09a3-484d-be87-e023b12c6440', 'Exchange.ManageAsApp')],
  },
  {
    appId: EXCHANGE_PROTECTION_APP_ID,
    displayName: 'Microsoft Exchange Online Protection',
    servicePrincipalNames: [EXCHANGE_PROTECTION_APP_ID, COMPLIANCE_POWERSHELL],
    appRoles: [applicationRole('455e5cd2-84e8-4751-8344-5672145dfa17', 'Exchange.ManageAsApp')],
  },
  {
    appId: GRAPH_APP_ID,
    displayName: 'Microsoft Graph',
    servicePrincipalNames: [
      GRAPH_APP_ID,
      'https://graph.microsoft.com',
      'https://graph.microsoft.us',
      'https://dod-graph.microsoft.us',
      'https://microsoftgraph.chinacloudapi.cn',
    ],
    appRoles: Object.entries(GRAPH_PERMISSIONS).map(([value, id]) => applicationRole(id, value)),
  },
];

/** The enterprise application of a Microsoft resource in one tenant. */
export function resourceServicePrincipal(resource: FirstPartyResource, id: string): ServicePrincipal {
  return {
    id,
    appId: resource.appId,
    displayName: resource.displayName,
    appDisplayName: resource.displayName,
    appOwnerOrganizationId: MICROSOFT_SERVICES_TENANT,
    accountEnabled: true,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [...resource.servicePrincipalNames],
    appRoles: [...resource.appRoles],
    tags: [],
    createdByAppId: null,
    keyCredentials: [],
    passwordCredentials: [],
  };
}

/** The same resource, with the address of Connect-IPPSSession among its names only if it is the owner. */
export function withComplianceAddress(resource: FirstPartyResource, ownerAppId: string): FirstPartyResource {
  const others = resource.servicePrincipalNames.filter((name) => name !== COMPLIANCE_POWERSHELL);
  const names = resource.appId === ownerAppId ? [...others, COMPLIANCE_POWERSHELL] : others;
  return { ...resource, servicePrincipalNames: names };
}

/**
 * Id of a Graph application permission.
 * @throws when the stand-in does not know the name: add it to the table.
 */
export function graphPermissionId(value: string): string {
  const id = GRAPH_PERMISSIONS[value];
  if (id === undefined)
    throw new Error(`The stand-in knows no Graph permission ${value}; add it to state/resources.ts`);
  return id;
}

function applicationRole(id: string, value: string): AppRole {
  return {
    id,
    value,
    displayName: value,
    description: value,
    isEnabled: true,
    allowedMemberTypes: ['Application'],
  };
}
