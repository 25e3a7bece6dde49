import { z } from 'zod';
import type { AppRoleAssignment } from '../state/schema.ts';
import { appRoleAssignment } from '../state/seed.ts';
import type { Answer } from '../wire/http.ts';
import { badRequest, notFound } from './protocol/errors.ts';
import { collection, single } from './protocol/odata.ts';
import { type GraphHandlers, type GraphRequest, noContent } from './protocol/request.ts';
import { find } from './service-principals.ts';

const FILTERABLE = ['principalId', 'resourceId', 'appRoleId', 'principalDisplayName', 'resourceDisplayName'];
const Grant = z.object({ principalId: z.string(), resourceId: z.string(), appRoleId: z.string() });

type Side = 'principalId' | 'resourceId';

export const grantHandlers: GraphHandlers = {
  'servicePrincipal.appRoleAssignments.list': (request) => list(request, 'principalId'),
  'servicePrincipal.appRoleAssignedTo.list': (request) => list(request, 'resourceId'),
  'servicePrincipal.appRoleAssignments.get': (request) => show(request, 'principalId'),
  'servicePrincipal.appRoleAssignedTo.get': (request) => show(request, 'resourceId'),
  'servicePrincipal.appRoleAssignments.create': (request) => grant(request, 'principalId'),
  'servicePrincipal.appRoleAssignedTo.create': (request) => grant(request, 'resourceId'),
  'servicePrincipal.appRoleAssignments.delete': (request) => revoke(request, 'principalId'),
  'servicePrincipal.appRoleAssignedTo.delete': (request) => revoke(request, 'resourceId'),
};

function of(request: GraphRequest, side: Side): AppRoleAssignment[] {
  const { id } = find(request, 'id', 'servicePrincipal-id');
  return request.tenant.appRoleAssignments.filter(
    (assignment) => assignment[side] === id && request.store.isVisible(assignment.id, 'grantMs'),
  );
}

function list(request: GraphRequest, side: Side): Answer {
  return collection(request, 'appRoleAssignments', of(request, side), FILTERABLE);
}

function one(request: GraphRequest, side: Side): AppRoleAssignment {
  const id = request.params['appRoleAssignment-id'] ?? '';
  const found = of(request, side).find((assignment) => assignment.id === id);
  if (!found) throw notFound(id);
  return found;
}

function show(request: GraphRequest, side: Side): Answer {
  return single(request, 'appRoleAssignments', one(request, side));
}

function revoke(request: GraphRequest, side: Side): Answer {
  const gone = one(request, side);
  request.tenant.appRoleAssignments = request.tenant.appRoleAssignments.filter((assignment) => assignment !== gone);
  return noContent;
}

/** https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto */
function grant(request: GraphRequest, side: Side): Answer {
  const { tenant, store } = request;
  const asked = Grant.safeParse(request.body);
  if (!asked.success) throw badRequest('principalId, resourceId and appRoleId are required.');
  const { principalId, resourceId, appRoleId } = asked.data;
  if (asked.data[side] !== request.params['servicePrincipal-id']) throw badRequest('Not a valid reference update');
  const resource = tenant.servicePrincipals.find(({ id }) => id === resourceId);
  const principal = tenant.servicePrincipals.find(({ id }) => id === principalId);
  if (!resource) throw notFound(resourceId);
  if (!principal) throw notFound(principalId);
  // While a new enterprise application spreads, a reference to it is refused with this text.
  if (!store.isVisible(principal.id, 'servicePrincipalMs')) throw badRequest('Not a valid reference update');
  if (!resource.appRoles.some(({ id, isEnabled }) => id === appRoleId && isEnabled)) {
    throw badRequest(`Permission being assigned was not found on application '${resource.appId}'.`);
  }
  const exists = tenant.appRoleAssignments.some(
    (assignment) =>
      assignment.principalId === principalId &&
      assignment.resourceId === resourceId &&
      assignment.appRoleId === appRoleId,
  );
  if (exists) throw badRequest('Permission being assigned already exists on the object');
  const assignment = appRoleAssignment(principal, resource, appRoleId, store.now());
  tenant.appRoleAssignments.push(assignment);
  store.markNew(assignment.id);
  return single(request, 'appRoleAssignments', assignment, 201);
}
