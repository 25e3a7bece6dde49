import { z } from 'zod';
import { Lag, type Store } from '../state/store.ts';
import { type FaultInjector, Faults } from '../wire/faults.ts';
import type { Answer, Incoming } from '../wire/http.ts';
import type { RequestLog } from '../wire/log.ts';
import {
  connect,
  listServicePrincipals,
  newServicePrincipal,
  recordProof,
  removeServicePrincipal,
} from './exchange.ts';
import { addCertificateInPortal, addTenant, assignRoleInPortal, consentInPortal } from './portal.ts';

export interface AdminService {
  readonly store: Store;
  readonly faults: FaultInjector;
  readonly log: RequestLog;
  /** Address of the https side. */
  readonly url: string;
}

const FaultChanges = Faults.partial().extend({ lag: Lag.partial().optional() });

type Route = (body: unknown, query: URLSearchParams) => Answer | Promise<Answer>;

/** The admin door: for tests, the demo and the stand-in of powershell. No authentication: it listens on loopback only. */
export async function answerAdmin(service: AdminService, incoming: Incoming): Promise<Answer> {
  const route = routes(service)[`${incoming.method} ${incoming.path}`];
  if (!route) return { status: 404, body: { message: `The admin door has no ${incoming.method} ${incoming.path}.` } };
  try {
    return await route(incoming.body === '' ? undefined : JSON.parse(incoming.body), incoming.url.searchParams);
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, body: { message: z.prettifyError(error) } };
    if (error instanceof SyntaxError) return { status: 400, body: { message: error.message } };
    throw error;
  }
}

function routes({ store, faults, log, url }: AdminService): Record<string, Route> {
  const faultState = (): Answer => ({ status: 200, body: { ...faults.current(), lag: store.lag } });
  return {
    'GET /': () => ({ status: 200, body: { url, tokenEndpoint: `${url}/{tenant}/oauth2/v2.0/token` } }),
    'GET /state': () => ({ status: 200, body: shownState(store) }),
    'GET /log': () => ({ status: 200, body: log.entries }),
    'DELETE /log': () => {
      log.clear();
      return { status: 204 };
    },
    'GET /violations': () => ({ status: 200, body: log.violations }),
    'GET /faults': faultState,
    'POST /faults': (body) => {
      const { lag, ...changes } = FaultChanges.parse(body);
      faults.set(changes);
      store.setLag(lag ?? {});
      return faultState();
    },
    'POST /tenants': (body) => addTenant(store, body),
    'POST /portal/consent': (body) => consentInPortal(store, body),
    'POST /portal/role': (body) => assignRoleInPortal(store, body),
    'POST /portal/certificate': (body) => addCertificateInPortal(store, body),
    'POST /exchange/connect': (body) => connect(store, body, url),
    'POST /exchange/service-principals': (body) => newServicePrincipal(store, body),
    'POST /exchange/remove-service-principal': (body) => removeServicePrincipal(store, body),
    'GET /exchange/service-principals': (_, query) => listServicePrincipals(store, query.get('connectionId') ?? ''),
    'POST /exchange/proofs': (body) => recordProof(store, body),
  };
}

function shownState({ state }: Store): unknown {
  const { secrets: _secrets, births: _births, ...shown } = state;
  return shown;
}
