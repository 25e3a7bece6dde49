import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { createClientCertificate } from '../standins/certificates.ts';
import type { MainConfig } from '../standins/entra/main-config.ts';
import { type EntraState, Tenant } from '../standins/entra/state/schema.ts';
import type { Lag } from '../standins/entra/state/store.ts';
import type { Faults } from '../standins/entra/wire/faults.ts';
import type { ProcessPlan } from './supervisor.ts';

const MAIN = join(import.meta.dirname, '..', 'standins', 'entra', 'main.ts');

export interface EntraPlan {
  readonly plan: ProcessPlan;
  /** Authority host, and Graph's address. */
  readonly url: string;
  readonly door: EntraDoor;
  /** PEM of the authority to trust (NODE_EXTRA_CA_CERTS). */
  readonly caPath: string;
  /** PEM with certificate and key of the bot's application (AZURE_CLIENT_CERTIFICATE_PATH). */
  readonly clientCertificatePath: string;
}

/** How to start the stand-in of Entra and Graph; it keeps its directory in a file, so it may be started again. */
export function planEntra(options: {
  readonly folder: string;
  readonly port: number;
  readonly adminPort: number;
  readonly redirectUris: readonly string[];
  readonly lag?: Partial<Lag>;
}): EntraPlan {
  const { folder, port, adminPort } = options;
  mkdirSync(folder, { recursive: true });
  const client = createClientCertificate('exo automation of the demo');
  const clientCertificatePath = join(folder, 'client.pem');
  writeFileSync(clientCertificatePath, client.pem, { mode: 0o600 });
  const publicPath = join(folder, 'client-public.pem');
  writeFileSync(publicPath, client.certificatePem);
  const caPath = join(folder, 'ca.pem');
  const config: MainConfig = {
    port,
    adminPort,
    caPath,
    certificatePath: join(folder, 'server.pem'),
    privateKeyPath: join(folder, 'server-key.pem'),
    statePath: join(folder, 'state.json'),
    certificatePaths: [publicPath],
    redirectUris: [...options.redirectUris],
    lag: options.lag ?? {},
  };
  const configPath = join(folder, 'config.json');
  writeFileSync(configPath, JSON.stringify(config));
  return {
    plan: {
      name: 'entra',
      command: process.execPath,
      args: [MAIN, configPath],
      env: {},
      ready: /"adminUrl"/,
      endsLast: true,
    },
    url: `https://localhost:${port}`,
    door: openDoor(`http://127.0.0.1:${adminPort}`),
    caPath,
    clientCertificatePath,
  };
}

/** The stand-in's admin door: what its directory holds and what it was asked. */
export interface EntraDoor {
  readonly address: string;
  tenant(id: string): Promise<EntraState['tenants'][number]>;
  /** Requests since the start or the last `clearLog`. */
  log(): Promise<readonly LoggedRequest[]>;
  clearLog(): Promise<void>;
  /** Requests and answers that Microsoft's contract does not allow. */
  violations(): Promise<readonly unknown[]>;
  /** Somebody in the customer's tenant adds a certificate to an application, by hand. */
  addCertificate(appId: string, displayName: string): Promise<void>;
  set(changes: Partial<Faults> & { lag?: Partial<Lag> }): Promise<void>;
}

const LoggedRequest = z.looseObject({ method: z.string(), path: z.string(), status: z.number(), write: z.boolean() });
export type LoggedRequest = z.infer<typeof LoggedRequest>;

const State = z.object({ tenants: z.array(Tenant) });

function openDoor(address: string): EntraDoor {
  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${address}${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} of the admin door: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }
  return {
    address,
    async tenant(id) {
      const { tenants } = State.parse(await ask('GET', '/state'));
      const tenant = tenants.find((each) => each.id === id);
      if (!tenant) throw new Error(`The stand-in has no tenant ${id}`);
      return tenant;
    },
    log: async () => z.array(LoggedRequest).parse(await ask('GET', '/log')),
    async clearLog() {
      await ask('DELETE', '/log');
    },
    violations: async () => z.array(z.unknown()).parse(await ask('GET', '/violations')),
    async addCertificate(appId, displayName) {
      await ask('POST', '/portal/certificate', { appId, displayName });
    },
    async set(changes) {
      await ask('POST', '/faults', changes);
    },
  };
}
