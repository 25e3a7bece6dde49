import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RoleAssignment } from '../state/schema.ts';
import { badRequest, notFound } from './protocol/errors.ts';
import { collection, single } from './protocol/odata.ts';
import { type GraphHandlers, type GraphRequest, noContent } from './protocol/request.ts';

// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
export const COMPLIANCE_ADMINISTRATOR = '17315797-102d-40b4-93e0-432062caca18';
const ROLE_DEFINITIONS = [
  { id: COMPLIANCE_ADMINISTRATOR, displayName: 'Compliance Administrator' },
  { id: '29232cdf-9323-42fd-ade2-1d097af3e4de', displayName: 'Exchange Administrator' },
  { id: '194ae4cb-b126-40b2-bd5b-6091b380977d', displayName: 'Security Administrator' },
  { id: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451', displayName: 'Global Reader' },
].map((role) => ({ ...role, templateId: role.id, isBuiltIn: true, isEnabled: true }));

const Asked = z.object({ principalId: z.string(), roleDefinitionId: z.string(), directoryScopeId: z.string() });

export const roleHandlers: GraphHandlers = {
  'roleAssignment.list': (request) =>
    collection(request, 'roleManagement/directory/roleAssignments', visible(request), [
      'principalId',
      'roleDefinitionId',
      'directoryScopeId',
    ]),
  'roleAssignment.get': (request) => single(request, 'roleManagement/directory/roleAssignments', one(request)),
  'roleAssignment.create': create,
  'roleAssignment.delete': (request) => {
    const gone = one(request);
    request.tenant.roleAssignments = request.tenant.roleAssignments.filter((assignment) => assignment !== gone);
    return noContent;
  },
  'roleDefinition.list': (request) =>
    collection(request, 'roleManagement/directory/roleDefinitions', ROLE_DEFINITIONS, [
      'id',
      'displayName',
      'templateId',
    ]),
  'roleDefinition.get': (request) => {
    const id = request.params['unifiedRoleDefinition-id'] ?? '';
    const found = ROLE_DEFINITIONS.find((role) => role.id === id);
    if (!found) throw notFound(id);
    return single(request, 'roleManagement/directory/roleDefinitions', found);
  },
};

function visible({ tenant, store }: GraphRequest): RoleAssignment[] {
  return tenant.roleAssignments.filter(({ id }) => store.isVisible(id, 'roleMs'));
}

function one(request: GraphRequest): RoleAssignment {
  const id = request.params['unifiedRoleAssignment-id'] ?? '';
  const found = visible(request).find((assignment) => assignment.id === id);
  if (!found) throw notFound(id);
  return found;
}

/** https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignments */
function create(request: GraphRequest) {
  const { tenant, store } = request;
  const asked = Asked.safeParse(request.body);
  if (!asked.success) throw badRequest('principalId, roleDefinitionId and directoryScopeId are required.');
  const { principalId, roleDefinitionId, directoryScopeId } = asked.data;
  if (!ROLE_DEFINITIONS.some(({ id }) => id === roleDefinitionId)) throw notFound(roleDefinitionId);
  const principal = tenant.servicePrincipals.find(({ id }) => id === principalId);
  if (!principal || !store.isVisible(principalId, 'servicePrincipalMs')) throw notFound(principalId);
  const assignment = assignRole(tenant.roleAssignments, asked.data);
  if (!assignment) {
    throw badRequest(
      'A conflicting object with one or more of the specified property values is present in the directory.',
    );
  }
  store.markNew(assignment.id);
  return single(request, 'roleManagement/directory/roleAssignments', { ...assignment, directoryScopeId }, 201);
}

/** Adds an assignment; undefined when it is there already. */
export function assignRole(
  assignments: RoleAssignment[],
  asked: Omit<RoleAssignment, 'id'>,
): RoleAssignment | undefined {
  const exists = assignments.some(
    (assignment) =>
      assignment.principalId === asked.principalId &&
      assignment.roleDefinitionId === asked.roleDefinitionId &&
      assignment.directoryScopeId === asked.directoryScopeId,
  );
  if (exists) return undefined;
  const assignment = { id: Buffer.from(randomUUID()).toString('base64url'), ...asked };
  assignments.push(assignment);
  return assignment;
}
