import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import {
  type CertificateAndKey,
  createCertificateAuthority,
  createClientCertificate,
  issueServerCertificate,
} from '../../demo/standins/certificates.ts';
import { BOOTSTRAP_CLIENT_ID, HOME_TENANT_ID } from '../../demo/standins/entra/demo-state.ts';
import { createSealKey } from '../../src/contracts/trust/seal-key.ts';
import { createSigningKey, publicSigningKey } from '../../src/contracts/trust/signing.ts';

export type Environment = Readonly<Record<string, string>>;

const CONFIG = `
organisation: { name: Fabrikam, tenantId: ${HOME_TENANT_ID} }
deploymentKey: fabrikam
publicUrl: https://exo.fabrikam.example
roles: { approver: [{ person: 0b1d2c3a-0000-4000-8000-000000000002, name: Jon Berg }] }
serverGroups:
  emea: { servers: [{ name: mid1, primary: true, elevated: mid1-elevated, connect: mid1-connect, serviceAccount: LocalSystem }] }
`;

/** A folder with everything that bot and jobs need, to be broken in one place at a time. */
export async function makeEnvironments(redisUrl: string, entraUrl: string, certificatePem: string) {
  const folder = mkdtempSync(join(tmpdir(), 'exo-checks-'));
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const orchestrator = await createSigningKey();
  const bot = await createSigningKey();
  const common = {
    REDIS_URL: redisUrl,
    EXO_CONFIG: file('exo.config.yaml', CONFIG),
    EXO_SEAL_KEY_FILE: file('seal.json', JSON.stringify(await createSealKey())),
    AZURE_AUTHORITY_HOST: entraUrl,
  };
  const jobs: Environment = {
    ...common,
    EXO_ORCHESTRATOR_KEY_FILE: file('orchestrator.json', JSON.stringify(orchestrator)),
    EXO_BOT_PUBLIC_KEY_FILE: file('bot.pub.json', JSON.stringify(publicSigningKey(bot))),
    EXO_AUDIT_FILE: join(folder, 'audit.jsonl'),
    EXO_GRAPH_URL: entraUrl,
    AZURE_CLIENT_ID: BOOTSTRAP_CLIENT_ID,
    AZURE_TENANT_ID: HOME_TENANT_ID,
    AZURE_CLIENT_CERTIFICATE_PATH: file('client.pem', certificatePem),
  };
  const botEnvironment: Environment = {
    ...common,
    EXO_BOT_KEY_FILE: file('bot.json', JSON.stringify(bot)),
    EXO_ORCHESTRATOR_PUBLIC_KEY_FILE: file('orchestrator.pub.json', JSON.stringify(publicSigningKey(orchestrator))),
    EXO_BOT_AUTH: 'off',
  };
  return {
    jobs,
    bot: botEnvironment,
    file,
    config: (change: (text: string) => string) => file(`changed-${Math.random()}.yaml`, change(CONFIG)),
    openToAll: (name: string, content: string) => {
      const path = file(name, content);
      chmodSync(path, 0o644);
      return path;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
export type Environments = Awaited<ReturnType<typeof makeEnvironments>>;

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** Something that speaks as much of Redis as a check hears, of a version of long ago. */
export async function startOldRedis() {
  const info = 'redis_version:6.2.14\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n';
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      for (const [, command = ''] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        const bulk = `$${info.length}\r\n${info}\r\n`;
        socket.write(command.toLowerCase() === 'info' ? bulk : '+OK\r\n');
      }
    });
  });
  const port = await listen(server);
  return { url: `redis://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
}

/** A port with TLS whose certificate is made by an authority of its own. @param names on the certificate */
export async function startTls(names: readonly string[], authority: CertificateAndKey = createCertificateAuthority()) {
  const { certificatePem: cert, privateKeyPem: key } = issueServerCertificate(authority, names);
  const server = createTlsServer({ cert, key }, (socket) => socket.on('error', () => socket.destroy()));
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  return { port, authority, [Symbol.dispose]: () => void server.close() };
}

/** A port that nobody listens on: it was free a moment ago. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** PEM text with certificate and key. */
export function clientPem(days: { readonly from: number; readonly to: number }): string {
  const at = (each: number) => new Date(Date.now() + each * 86_400_000);
  return createClientCertificate('exo', { notBefore: at(days.from), notAfter: at(days.to) }).pem;
}
