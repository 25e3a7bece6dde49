import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

/** Takes connections and says nothing. @returns its port */
export async function startSilentServer(): Promise<AsyncDisposable & { readonly port: number }> {
  return listening(createServer());
}

/** Speaks TLS with a certificate of a CA that nobody knows. @returns its port */
export async function startUntrustedServer(): Promise<AsyncDisposable & { readonly port: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'exo-tls-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const what = ['-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=127.0.0.1'];
    execFileSync(
      'openssl',
      ['req', '-x509', ...what, '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
      {
        stdio: 'pipe',
      },
    );
    return await listening(createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function listening(server: Server) {
  const open = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => open.add(socket.on('error', () => socket.destroy())));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
