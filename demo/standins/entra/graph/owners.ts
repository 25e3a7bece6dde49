import type { Tenant } from '../state/schema.ts';
import type { Answer } from '../wire/http.ts';
import { badRequest, notFound } from './protocol/errors.ts';
import { collection } from './protocol/odata.ts';
import { type GraphRequest, noContent } from './protocol/request.ts';

/** Owners of an application or enterprise application, each in the form of its own kind. */
export function listOwners(request: GraphRequest, id: string): Answer {
  const owners = (request.tenant.owners[id] ?? []).map((owner) => directoryObject(request.tenant, owner));
  return collection(request, 'directoryObjects', owners, ['id']);
}

/** https://learn.microsoft.com/graph/api/application-post-owners */
export function addOwner(request: GraphRequest, id: string): Answer {
  const { tenant, body } = request;
  const reference = String(body['@odata.id']);
  const owner = /\/(?:directoryObjects|servicePrincipals|users)\/([^/]+)$/.exec(reference)?.[1] ?? '';
  const isKnown = [...tenant.servicePrincipals, ...tenant.users].some((each) => each.id === owner);
  if (!isKnown) throw notFound(owner);
  const owners = tenant.owners[id] ?? [];
  if (owners.includes(owner)) {
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'owners'.",
    );
  }
  tenant.owners[id] = [...owners, owner];
  return noContent;
}

function directoryObject(tenant: Tenant, id: string) {
  const principal = tenant.servicePrincipals.find((each) => each.id === id);
  if (principal) {
    const { appId, displayName } = principal;
    return { '@odata.type': '#microsoft.graph.servicePrincipal', id, appId, displayName };
  }
  const user = tenant.users.find((each) => each.id === id);
  return { '@odata.type': '#microsoft.graph.user', id, displayName: user?.displayName ?? null };
}
