import { randomUUID } from 'node:crypto';
import { Application, type Tenant } from '../state/schema.ts';
import { replaceKeyCredentials, shownKeyCredentials } from './key-credentials.ts';
import { addOwner, listOwners } from './owners.ts';
import { badRequest, denied, notFound } from './protocol/errors.ts';
import { collection, selected, single } from './protocol/odata.ts';
import { type GraphHandlers, type GraphRequest, noContent } from './protocol/request.ts';

const READ_ONLY = ['id', 'appId', 'createdDateTime', 'deletedDateTime', 'createdByAppId'];
const FILTERABLE = ['appId', 'displayName', 'uniqueName', 'tags'];

export const applicationHandlers: GraphHandlers = {
  'application.list': (request) =>
    collection(
      request,
      'applications',
      visible(request).map((item) => shown(request, item, false)),
      FILTERABLE,
    ),
  'application.get': (request) => show(request, find(request, 'id', 'application-id')),
  'application.getByAppId': (request) => show(request, find(request, 'appId', 'appId')),
  'application.getByUniqueName': (request) => show(request, find(request, 'uniqueName', 'uniqueName')),
  'application.update': (request) => update(request, find(request, 'id', 'application-id')),
  'application.updateByAppId': (request) => update(request, find(request, 'appId', 'appId')),
  'application.upsertByUniqueName': upsert,
  'application.delete': (request) => {
    const application = find(request, 'id', 'application-id');
    mustOwn(request, application.id);
    remove(request.tenant, application, request.store.now());
    return noContent;
  },
  'application.listOwners': (request) => listOwners(request, find(request, 'id', 'application-id').id),
  'application.addOwner': (request) => {
    const { id } = find(request, 'id', 'application-id');
    mustOwn(request, id);
    return addOwner(request, id);
  },
  'application.listFederatedIdentityCredentials': (request) => {
    const { id } = find(request, 'id', 'application-id');
    return collection(request, 'federatedIdentityCredentials', request.tenant.federatedCredentials[id] ?? [], ['name']);
  },
  'deletedApplication.list': (request) => {
    // Whether uniqueName may be filtered here is not documented, so it may not: list and compare.
    const deleted = request.tenant.deletedApplications.map((item) => shown(request, item, false));
    return collection(request, 'applications', deleted, ['appId', 'displayName']);
  },
  'application.removePassword': (request) => {
    const application = find(request, 'id', 'application-id');
    mustOwn(request, application.id);
    const left = application.passwordCredentials.filter(({ keyId }) => keyId !== request.body['keyId']);
    if (left.length === application.passwordCredentials.length)
      throw badRequest('No password credential found with keyId.');
    application.passwordCredentials = left;
    return noContent;
  },
  'deletedItem.restore': (request) => {
    const { tenant, params } = request;
    const id = params['directoryObject-id'] ?? '';
    const deleted = tenant.deletedApplications.find((application) => application.id === id);
    if (!deleted) throw notFound(id);
    mustOwn(request, id);
    tenant.deletedApplications = tenant.deletedApplications.filter((application) => application !== deleted);
    tenant.applications.push({ ...deleted, deletedDateTime: null });
    return { status: 200, body: { '@odata.type': '#microsoft.graph.application', id, deletedDateTime: null } };
  },
  'deletedItem.purge': ({ tenant, params }) => {
    const id = params['directoryObject-id'] ?? '';
    const left = tenant.deletedApplications.filter((application) => application.id !== id);
    if (left.length === tenant.deletedApplications.length) throw notFound(id);
    tenant.deletedApplications = left;
    return noContent;
  },
};

/** @throws GraphError 403 when the caller may only change its own applications and this is not one. */
export function mustOwn({ caller, tenant }: GraphRequest, applicationId: string): void {
  if (caller.roles.has('Application.ReadWrite.All')) return;
  if (!(tenant.owners[applicationId] ?? []).includes(caller.principalId)) throw denied();
}

/** https://learn.microsoft.com/graph/api/application-upsert: 201 with the object, or 204 when it was there. */
function upsert(request: GraphRequest) {
  const { tenant, store, caller, body, params } = request;
  const uniqueName = params['uniqueName'] ?? '';
  // The write side knows at once what the read side shows only after the lag.
  const existing = tenant.applications.find((application) => application.uniqueName === uniqueName);
  if (existing) return update(request, existing);
  if (!request.createIfMissing) throw notFound(uniqueName);
  if (typeof body['displayName'] !== 'string' || body['displayName'] === '') {
    throw badRequest("A value is required for property 'displayName' of resource 'Application'.");
  }
  const empty: Application = {
    id: randomUUID(),
    appId: randomUUID(),
    displayName: body['displayName'],
    uniqueName,
    createdDateTime: store.now().toISOString(),
    deletedDateTime: null,
    createdByAppId: caller.appId,
    signInAudience: 'AzureADMultipleOrgs',
    notes: null,
    tags: [],
    requiredResourceAccess: [],
    keyCredentials: [],
    passwordCredentials: [],
    web: { redirectUris: [] },
  };
  const application = merged(request, empty);
  tenant.applications.push(application);
  // An application that another application creates is owned by its creator.
  tenant.owners[application.id] = [caller.principalId];
  store.markNew(application.id);
  return single(request, 'applications', shown(request, application, false), 201);
}

function update(request: GraphRequest, application: Application) {
  mustOwn(request, application.id);
  const index = request.tenant.applications.indexOf(application);
  request.tenant.applications[index] = merged(request, application);
  return noContent;
}

function merged(request: GraphRequest, application: Application): Application {
  const { keyCredentials, ...properties } = request.body;
  // https://learn.microsoft.com/graph/api/application-addpassword: secrets come and go through actions of their own.
  if ('passwordCredentials' in properties) throw badRequest('Secrets are added with addPassword.');
  for (const name of [...READ_ONLY, 'uniqueName']) {
    if (name in properties && properties[name] !== application[name]) {
      throw badRequest(`Property '${name}' is read-only and cannot be set.`);
    }
  }
  const keys =
    keyCredentials === undefined
      ? application.keyCredentials
      : replaceKeyCredentials(request.store, request.tenant, application, keyCredentials);
  const changed = Object.entries(properties).map(([name, value]) => {
    const before = application[name];
    // A complex property keeps what the request does not name; a collection is replaced as a whole.
    return [name, isPlain(before) && isPlain(value) ? { ...before, ...value } : value];
  });
  return Application.parse({ ...application, ...Object.fromEntries(changed), keyCredentials: keys });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function visible({ tenant, store }: GraphRequest): Application[] {
  return tenant.applications.filter(({ id }) => store.isVisible(id, 'applicationMs'));
}

function find(request: GraphRequest, property: 'id' | 'appId' | 'uniqueName', parameter: string): Application {
  const wanted = request.params[parameter] ?? '';
  const application = visible(request).find((candidate) => candidate[property] === wanted);
  if (!application) throw notFound(wanted);
  return application;
}

function show(request: GraphRequest, application: Application) {
  const withKeys = selected(request.query)?.includes('keyCredentials') === true;
  return single(request, 'applications', shown(request, application, withKeys));
}

function shown({ store }: GraphRequest, application: Application, withKeys: boolean) {
  return { ...application, keyCredentials: shownKeyCredentials(store, application, withKeys) };
}

/** Soft delete: the enterprise application and everything it was given goes with it. */
function remove(tenant: Tenant, application: Application, now: Date): void {
  const principals = tenant.servicePrincipals.filter(({ appId }) => appId === application.appId).map(({ id }) => id);
  const survives = ({ principalId }: { principalId: string }) => !principals.includes(principalId);
  tenant.applications = tenant.applications.filter((candidate) => candidate !== application);
  tenant.deletedApplications.push({ ...application, deletedDateTime: now.toISOString() });
  tenant.servicePrincipals = tenant.servicePrincipals.filter(({ id }) => !principals.includes(id));
  tenant.appRoleAssignments = tenant.appRoleAssignments.filter(survives);
  tenant.roleAssignments = tenant.roleAssignments.filter(survives);
}
