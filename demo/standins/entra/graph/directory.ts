import { z } from 'zod';
import { findTenant, initialDomain } from '../state/store.ts';
import { notFound } from './protocol/errors.ts';
import { collection, single } from './protocol/odata.ts';
import type { GraphHandlers, GraphRequest } from './protocol/request.ts';

const GroupIds = z.object({ groupIds: z.array(z.string()) });

export const directoryHandlers: GraphHandlers = {
  'organization.list': (request) => {
    const { id, displayName, verifiedDomains } = request.tenant;
    const organization = {
      id,
      displayName,
      tenantType: 'AAD',
      verifiedDomains: verifiedDomains.map((domain) => ({ ...domain, type: 'Managed', capabilities: 'Email' })),
      assignedPlans: [plan('exchange', 'efb87545-963c-4e0d-99df-69c6916d9eb0')],
    };
    return collection(request, 'organization', [organization], []);
  },
  'domain.list': (request) => {
    const domains = request.tenant.verifiedDomains.map(({ name, isInitial, isDefault }) => ({
      id: name,
      isInitial,
      isDefault,
      isVerified: true,
      authenticationType: 'Managed',
    }));
    return collection(request, 'domains', domains, []);
  },
  // https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups
  'user.checkMemberGroups': (request) => {
    const userId = request.params['user-id'] ?? '';
    const user = request.tenant.users.find(({ id }) => id === userId);
    if (!user) throw notFound(userId);
    const { groupIds } = GroupIds.parse(request.body);
    const value = groupIds.filter((id) => user.groups.includes(id));
    return {
      status: 200,
      body: { '@odata.context': `${request.url.origin}/v1.0/$metadata#Collection(Edm.String)`, value },
    };
  },
  // https://learn.microsoft.com/graph/api/group-list-transitivemembers
  'group.listTransitiveMembers': (request) => {
    const groupId = request.params['group-id'] ?? '';
    const users = request.tenant.users.filter(({ groups }) => groups.includes(groupId));
    const kind = { '@odata.type': '#microsoft.graph.user' };
    const people = users.map(({ id, displayName }) => ({ ...kind, id, displayName }));
    return collection(request, 'directoryObjects', [...people, deviceIn(groupId)], []);
  },
  'tenantInformation.byTenantId': (request) => tenantInformation(request, request.params['tenantId'] ?? ''),
  'tenantInformation.byDomainName': (request) => tenantInformation(request, request.params['domainName'] ?? ''),
};

/** Groups hold more than people. */
function deviceIn(groupId: string) {
  return { '@odata.type': '#microsoft.graph.device', id: groupId, displayName: 'MEETING-ROOM-1' };
}

function tenantInformation(request: GraphRequest, idOrDomain: string) {
  const tenant = findTenant(request.store, idOrDomain);
  if (!tenant) throw notFound(idOrDomain);
  return single(request, 'microsoft.graph.tenantInformation', {
    tenantId: tenant.id,
    displayName: tenant.displayName,
    federationBrandName: null,
    defaultDomainName: tenant.verifiedDomains.find(({ isDefault }) => isDefault)?.name ?? initialDomain(tenant),
  });
}

function plan(service: string, servicePlanId: string) {
  return { service, servicePlanId, capabilityStatus: 'Enabled', assignedDateTime: '2024-01-01T00:00:00Z' };
}
