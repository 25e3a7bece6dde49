import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { type CertificateAndKey, createCertificateAuthority, issueServerCertificate } from '../certificates.ts';
import { demoSeed } from './demo-state.ts';
import type { EntraOptions } from './server.ts';
import { BootstrapSeed, TenantSeed } from './state/seed.ts';
import { Lag } from './state/store.ts';
import { Faults } from './wire/faults.ts';

/** The JSON file that `main.ts` is started with. */
export const MainConfig = z.strictObject({
  port: z.number().int().nonnegative().default(0),
  adminPort: z.number().int().nonnegative().default(0),
  /** Where the authority's certificate is (or, when the three files are missing, is written): trust this one. */
  caPath: z.string(),
  certificatePath: z.string(),
  privateKeyPath: z.string(),
  statePath: z.string().optional(),
  pageSize: z.number().int().positive().default(2),
  lag: Lag.partial().default({}),
  faults: Faults.partial().default({}),
  /** Credentials of the automation in the directory of the demo. */
  secrets: z.array(z.string()).default([]),
  /** PEM files. */
  certificatePaths: z.array(z.string()).default([]),
  redirectUris: z.array(z.string()).default([]),
  /** More tenants than the demo has. */
  moreTenants: z.array(TenantSeed).default([]),
  /** A directory of its own in place of the demo's. */
  seed: z
    .object({ homeTenantId: z.guid(), bootstrap: z.array(BootstrapSeed), tenants: z.array(TenantSeed) })
    .optional(),
});
export type MainConfig = z.input<typeof MainConfig>;

/** Reads the file. @throws when it is missing or wrong, with the place in it. */
export function readMainConfig(path: string): EntraOptions {
  const result = MainConfig.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!result.success) throw new Error(`${path} is not right:\n${z.prettifyError(result.error)}`);
  const { port, adminPort, statePath, pageSize, seed, moreTenants, ...config } = result.data;
  const certificates = config.certificatePaths.map((file) => readFileSync(file, 'utf8'));
  const demo = demoSeed({ secrets: config.secrets, certificates, redirectUris: config.redirectUris });
  return {
    tls: readOrMakeCertificate(config),
    seed: seed ?? { ...demo, tenants: [...demo.tenants, ...moreTenants] },
    port,
    adminPort,
    pageSize,
    lag: config.lag,
    faults: config.faults,
    ...(statePath ? { statePath } : {}),
  };
}

interface Paths {
  readonly caPath: string;
  readonly certificatePath: string;
  readonly privateKeyPath: string;
}

/** The same files after a restart, so that whoever trusts the authority still does. */
function readOrMakeCertificate({ caPath, certificatePath, privateKeyPath }: Paths): CertificateAndKey {
  if ([caPath, certificatePath, privateKeyPath].every((path) => existsSync(path))) {
    return {
      certificatePem: readFileSync(certificatePath, 'utf8'),
      privateKeyPem: readFileSync(privateKeyPath, 'utf8'),
    };
  }
  const authority = createCertificateAuthority();
  const server = issueServerCertificate(authority, ['localhost', '127.0.0.1']);
  writeFileSync(caPath, authority.certificatePem);
  writeFileSync(certificatePath, server.certificatePem);
  writeFileSync(privateKeyPath, server.privateKeyPem, { mode: 0o600 });
  return server;
}
