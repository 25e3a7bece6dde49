import { COLLEAGUES } from '../../people.ts';
import type { BootstrapSeed, EntraSeed, TenantSeed } from './state/seed.ts';

/** The operator's tenant in the demo. */
export const HOME_TENANT_ID = '7f2d1c3a-1111-4a5b-9c6d-0123456789ab';
export const BOOTSTRAP_CLIENT_ID = 'b00757a9-0000-4000-8000-000000000001';

/** Mode `full`: the automation may consent and assign the role itself. */
export const FULL_PERMISSIONS = [
  'Application.ReadWrite.OwnedBy',
  'Application.Read.All',
  'AppRoleAssignment.ReadWrite.All',
  'RoleManagement.ReadWrite.Directory',
  'Organization.Read.All',
  'Policy.Read.All',
];

/** Mode `link`: no tier-0 right; the customer's administrator consents and assigns the role. */
export const LINK_PERMISSIONS = [
  'Application.ReadWrite.OwnedBy',
  'Application.Read.All',
  'RoleManagement.Read.Directory',
  'Organization.Read.All',
];

/** At home it only looks up who is in which group. */
const HOME_PERMISSIONS = ['GroupMember.Read.All', 'User.Read.All', 'Organization.Read.All'];

export const DEMO_TENANT_IDS = {
  contoso: '7c1d0a52-3b7e-4c55-9a10-2f6b1c9e41e0',
  adatum: '2b9f6e11-8c40-4d3a-b1f7-5a0e93d7c6b2',
  litware: 'd4a7c8e3-1f25-4b96-8e0d-73c2f1b5a948',
  wingtip: '91e3b5d7-6a0c-4f82-9d14-c8b7e2f06a35',
  northwind: 'e5c2a9f0-4d18-47b3-a6e1-0b8d3f7294c6',
} as const;

type Customer = keyof typeof DEMO_TENANT_IDS;

/** A customer that consented to the automation, with `NAME.onmicrosoft.com` and `NAME.com`. */
function customer(name: Customer, displayName: string, permissions: readonly string[] = FULL_PERMISSIONS): TenantSeed {
  return {
    id: DEMO_TENANT_IDS[name],
    displayName,
    domains: [`${name}.onmicrosoft.com`, `${name}.com`],
    consented: { [BOOTSTRAP_CLIENT_ID]: [...permissions] },
  };
}

/** The directory of the demo. `credentials`: the secret or certificate of the automation's own application. */
export function demoSeed(credentials: Pick<BootstrapSeed, 'secrets' | 'certificates' | 'redirectUris'>): EntraSeed {
  return {
    homeTenantId: HOME_TENANT_ID,
    bootstrap: [{ clientId: BOOTSTRAP_CLIENT_ID, permissions: FULL_PERMISSIONS, ...credentials }],
    tenants: [
      {
        id: HOME_TENANT_ID,
        displayName: 'Fabrikam Managed Services',
        domains: ['fabrikam.onmicrosoft.com'],
        consented: { [BOOTSTRAP_CLIENT_ID]: HOME_PERMISSIONS },
        users: COLLEAGUES.map(({ objectId, name }) => ({ id: objectId, displayName: name })),
      },
      customer('contoso', 'Contoso Ltd'),
      customer('adatum', 'Adatum Corporation'),
      customer('litware', 'Litware, Inc.'),
      customer('wingtip', 'Wingtip Toys'),
      customer('northwind', 'Northwind Traders', LINK_PERMISSIONS),
    ],
  };
}
