import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Tenant } from '../state/schema.ts';
import { findTenant, type Store } from '../state/store.ts';
import type { Answer } from '../wire/http.ts';
import { ConnectRequest, tryConnect } from './exchange-connect.ts';

const NewServicePrincipal = z.object({
  connectionId: z.string(),
  appId: z.string().toLowerCase(),
  objectId: z.string().toLowerCase(),
  displayName: z.string(),
});

const Proof = z.looseObject({
  server: z.string(),
  account: z.string(),
  tenantId: z.string(),
  session: z.unknown(),
  search: z.unknown(),
});

const said = (body: Record<string, unknown>): Answer => ({ status: 200, body });

/** Connect-IPPSSession: `{ ok: true, tenantId, connectionId }` or `{ ok: false, message }`. */
export async function connect(store: Store, body: unknown, origin: string): Promise<Answer> {
  const request = ConnectRequest.parse(body);
  const result = await tryConnect(store, request, origin);
  if (!result.ok) return said(result);
  const connection = {
    connectionId: randomUUID(),
    appId: request.appId,
    thumbprint: request.thumbprint,
    servicePrincipalId: result.servicePrincipalId,
    server: request.server ?? null,
    account: request.account ?? null,
    at: store.now().toISOString(),
  };
  result.tenant.exchange.connections.push(connection);
  store.save();
  return said({ ok: true, tenantId: result.tenant.id, connectionId: connection.connectionId });
}

/** New-ServicePrincipal. */
export function newServicePrincipal(store: Store, body: unknown): Answer {
  const { connectionId, appId, objectId, displayName } = NewServicePrincipal.parse(body);
  const tenant = connectedTenant(store, connectionId);
  if (!tenant) return notConnected();
  const { servicePrincipals } = tenant.exchange;
  if (servicePrincipals.some((existing) => existing.appId === appId || existing.objectId === objectId)) {
    return said({ ok: false, message: `The service principal with AppId "${appId}" already exists.` });
  }
  const servicePrincipal = { appId, objectId, displayName, createdAt: store.now().toISOString() };
  servicePrincipals.push(servicePrincipal);
  store.save();
  return said({ ok: true, servicePrincipal });
}

/** Remove-ServicePrincipal. */
export function removeServicePrincipal(store: Store, body: unknown): Answer {
  const { connectionId, objectId } = NewServicePrincipal.pick({ connectionId: true, objectId: true }).parse(body);
  const tenant = connectedTenant(store, connectionId);
  if (!tenant) return notConnected();
  const { servicePrincipals } = tenant.exchange;
  const left = servicePrincipals.filter((each) => each.objectId !== objectId);
  if (left.length === servicePrincipals.length) {
    return said({
      ok: false,
      message: `The operation couldn't be performed because object '${objectId}' couldn't be found.`,
    });
  }
  tenant.exchange.servicePrincipals = left;
  store.save();
  return said({ ok: true });
}

/** Get-ServicePrincipal. */
export function listServicePrincipals(store: Store, connectionId: string): Answer {
  const tenant = connectedTenant(store, connectionId);
  return tenant ? said({ ok: true, servicePrincipals: tenant.exchange.servicePrincipals }) : notConnected();
}

/** What a MID server proved, for whoever reads the state. */
export function recordProof(store: Store, body: unknown): Answer {
  const proof = Proof.parse(body);
  const tenant = findTenant(store, proof.tenantId);
  if (!tenant) return said({ ok: false, message: `There is no tenant ${proof.tenantId}.` });
  tenant.exchange.proofs.push({ ...proof, at: store.now().toISOString() });
  store.save();
  return said({ ok: true });
}

function connectedTenant(store: Store, connectionId: string): Tenant | undefined {
  return store.state.tenants.find(({ exchange }) =>
    exchange.connections.some((connection) => connection.connectionId === connectionId),
  );
}

const notConnected = (): Answer =>
  said({ ok: false, message: 'You must call the Connect-IPPSSession cmdlet before calling any other cmdlets.' });
