import { randomUUID } from 'node:crypto';
import type { Customer } from '../world/world.ts';

export const KEY = 'attacks';
const ATTACKER = '0d9a1b2c-5555-4000-8000-000000000001';
const LATER = '2027-06-01T00:00:00Z';

/** What an administrator of the customer's tenant does to it. */
export type Change = (customer: Customer) => void;

function ours(customer: Customer) {
  const application = customer.tenant.applications.find(({ uniqueName }) => uniqueName === `exo-cba-${KEY}`);
  const principal = customer.tenant.servicePrincipals.find(({ appId }) => appId === application?.appId);
  if (!application || !principal) throw new Error('exo has made nothing yet');
  return { application, principal };
}

export const secret: Change = (customer) =>
  push(ours(customer).application.passwordCredentials, password('backup-of-them'));
export const secretOnPrincipal: Change = (customer) =>
  push(ours(customer).principal.passwordCredentials, password('sp-backup'));
export const federated: Change = (customer) => {
  const { id } = ours(customer).application;
  customer.tenant.federatedCredentials[id] = [
    {
      id: randomUUID(),
      name: 'their-github',
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'repo:them/x',
      audiences: ['api://AzureADTokenExchange'],
      description: null,
    },
  ];
};
export const owner: Change = (customer) => {
  const { id } = ours(customer).application;
  customer.tenant.owners[id] = [...(customer.tenant.owners[id] ?? []), ATTACKER];
  customer.tenant.users.push({ id: ATTACKER, displayName: 'Olga Owner', groups: [] });
};
export const ownerOfPrincipal: Change = (customer) => {
  const { id } = ours(customer).principal;
  customer.tenant.owners[id] = [...(customer.tenant.owners[id] ?? []), ATTACKER];
  customer.tenant.users.push({ id: ATTACKER, displayName: 'Olga Owner', groups: [] });
};
export const swapped: Change = (customer) => {
  const { application } = ours(customer);
  const twin = { ...application, id: randomUUID(), appId: randomUUID(), createdByAppId: ATTACKER };
  customer.tenant.applications = [twin];
  customer.tenant.owners[twin.id] = [ownPrincipal(customer), ATTACKER];
};

/** Another application takes the place of the one that exo knows, made by the same client. */
export const replaced: Change = (customer) => {
  const { application } = ours(customer);
  const other = { ...application, id: randomUUID(), appId: randomUUID(), keyCredentials: [] };
  customer.tenant.applications = [other];
  customer.tenant.owners[other.id] = [ownPrincipal(customer), ATTACKER];
};

export function push<T>(list: T[] | undefined, item: T): void {
  list?.push(item);
}

export function password(displayName: string) {
  return { keyId: randomUUID(), displayName, hint: 'abc', startDateTime: '2026-01-01T00:00:00Z', endDateTime: LATER };
}

/** exo's own enterprise application in the customer's tenant. */
function ownPrincipal(customer: Customer): string {
  return (
    customer.tenant.servicePrincipals.find(({ appId }) => appId === 'b00757a9-0000-4000-8000-000000000001')?.id ?? ''
  );
}

export function twin(tags: string[], ownedByUs: boolean, createdByAppId = ATTACKER): Change {
  return (customer) => {
    const own = customer.tenant.applications;
    const id = randomUUID();
    own.push({
      id,
      appId: randomUUID(),
      displayName: 'ServiceNow SecOps EXO CBA',
      uniqueName: `exo-cba-${KEY}`,
      createdDateTime: '2026-01-01T00:00:00Z',
      deletedDateTime: null,
      createdByAppId,
      signInAudience: 'AzureADMyOrg',
      notes: null,
      tags,
      requiredResourceAccess: [],
      keyCredentials: [],
      passwordCredentials: [],
      web: { redirectUris: [] },
    });
    customer.tenant.owners[id] = ownedByUs ? [ownPrincipal(customer), ATTACKER] : [ATTACKER];
  };
}
