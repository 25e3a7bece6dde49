import { randomUUID } from 'node:crypto';
import { FIRST_PARTY_RESOURCES, resourceServicePrincipal } from '../state/resources.ts';
import { ServicePrincipal } from '../state/schema.ts';
import { servicePrincipalOf } from '../state/seed.ts';
import { findRegistration } from '../state/store.ts';
import type { Answer } from '../wire/http.ts';
import { mustOwn } from './applications.ts';
import { listOwners } from './owners.ts';
import { badRequest, denied, GraphError, notFound } from './protocol/errors.ts';
import { collection, single } from './protocol/odata.ts';
import { type GraphHandlers, type GraphRequest, noContent } from './protocol/request.ts';

const FILTERABLE = ['id', 'appId', 'displayName', 'servicePrincipalNames', 'tags', 'appOwnerOrganizationId'];

export const servicePrincipalHandlers: GraphHandlers = {
  'servicePrincipal.list': (request) =>
    collection(request, 'servicePrincipals', visible(request).map(shown), FILTERABLE),
  'servicePrincipal.get': (request) => show(request, find(request, 'id', 'servicePrincipal-id')),
  'servicePrincipal.getByAppId': (request) => show(request, find(request, 'appId', 'appId')),
  'servicePrincipal.listOwners': (request) => listOwners(request, find(request, 'id', 'servicePrincipal-id').id),
  'servicePrincipal.upsertByAppId': upsert,
  'servicePrincipal.create': (request) => {
    const appId = String(request.body['appId']);
    if (!request.tenant.servicePrincipals.some((principal) => principal.appId === appId)) return create(request, appId);
    throw new GraphError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
    );
  },
  'servicePrincipal.update': (request) => update(request, find(request, 'id', 'servicePrincipal-id')),
  'servicePrincipal.delete': (request) => {
    const principal = find(request, 'id', 'servicePrincipal-id');
    mustOwnBacking(request, principal.appId);
    const { tenant } = request;
    tenant.servicePrincipals = tenant.servicePrincipals.filter((candidate) => candidate !== principal);
    tenant.appRoleAssignments = tenant.appRoleAssignments.filter(({ principalId }) => principalId !== principal.id);
    tenant.roleAssignments = tenant.roleAssignments.filter(({ principalId }) => principalId !== principal.id);
    return noContent;
  },
};

/** An enterprise application that reads show already. @throws GraphError 404. */
export function find(request: GraphRequest, property: 'id' | 'appId', parameter: string): ServicePrincipal {
  const wanted = (request.params[parameter] ?? '').toLowerCase();
  const principal = visible(request).find((candidate) => candidate[property] === wanted);
  if (!principal) throw notFound(wanted);
  return principal;
}

function show(request: GraphRequest, principal: ServicePrincipal): Answer {
  return single(request, 'servicePrincipals', shown(principal));
}

/** The keys themselves stay where they are, as with applications. */
function shown(principal: ServicePrincipal) {
  return { ...principal, keyCredentials: principal.keyCredentials.map((each) => ({ ...each, key: null })) };
}

function visible({ tenant, store }: GraphRequest): ServicePrincipal[] {
  return tenant.servicePrincipals.filter(({ id }) => store.isVisible(id, 'servicePrincipalMs'));
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-upsert */
function upsert(request: GraphRequest): Answer {
  const appId = (request.params['appId'] ?? '').toLowerCase();
  const existing = request.tenant.servicePrincipals.find((principal) => principal.appId === appId);
  if (existing) return update(request, existing);
  if (!request.createIfMissing) throw notFound(appId);
  return create(request, appId);
}

function create(request: GraphRequest, appId: string): Answer {
  const { tenant, store } = request;
  const principal = ServicePrincipal.parse({ ...backed(request, appId), ...writable(request) });
  tenant.servicePrincipals.push(principal);
  tenant.owners[principal.id] = [request.caller.principalId];
  store.markNew(principal.id);
  return single(request, 'servicePrincipals', shown(principal), 201);
}

function backed(request: GraphRequest, appId: string): ServicePrincipal {
  const { store, tenant, caller } = request;
  const registration = findRegistration(store, appId);
  const mayCreateForeign = caller.roles.has('Application.ReadWrite.All');
  if (registration?.tenant.id === tenant.id) {
    checkSpread(request, registration.application.id, appId);
    mustOwn(request, registration.application.id);
    return servicePrincipalOf(registration.application, tenant.id, caller.appId);
  }
  const resource = FIRST_PARTY_RESOURCES.find((candidate) => candidate.appId === appId);
  const isForeign = registration?.application.signInAudience === 'AzureADMultipleOrgs';
  if (!resource && !(registration && isForeign)) throw noSuchApplication(appId);
  if (!mayCreateForeign) throw notInThisTenant();
  if (resource) return resourceServicePrincipal(resource, randomUUID());
  if (registration) return servicePrincipalOf(registration.application, registration.tenant.id, caller.appId);
  throw noSuchApplication(appId);
}

/**
 * A fresh application is not there yet for this write. Both texts are seen while it spreads, the second one is
 * misleading then: https://github.com/hashicorp/terraform-provider-azuread (service_principal_resource.go)
 */
function checkSpread({ store }: GraphRequest, applicationId: string, appId: string): void {
  if (store.isVisible(applicationId, 'applicationMs')) return;
  throw store.age(applicationId) < store.lag.applicationMs / 2 ? noSuchApplication(appId) : notInThisTenant();
}

const noSuchApplication = (appId: string) =>
  badRequest(`The appId '${appId}' of the service principal does not reference a valid application object.`);

const notInThisTenant = () =>
  denied(
    'When using this permission, the backing application of the service principal being created must in the local tenant',
  );

function update(request: GraphRequest, principal: ServicePrincipal): Answer {
  mustOwnBacking(request, principal.appId);
  const index = request.tenant.servicePrincipals.indexOf(principal);
  request.tenant.servicePrincipals[index] = ServicePrincipal.parse({ ...principal, ...writable(request) });
  return noContent;
}

function writable({ body }: GraphRequest) {
  if ('createdByAppId' in body) throw badRequest("Property 'createdByAppId' is read-only and cannot be set.");
  const { id: _id, appId: _appId, appRoles: _appRoles, ...rest } = body;
  return rest;
}

function mustOwnBacking(request: GraphRequest, appId: string): void {
  const application = request.tenant.applications.find((candidate) => candidate.appId === appId);
  mustOwn(request, application?.id ?? '');
}
