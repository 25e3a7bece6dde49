import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What is installed on the server: `server.json` in its folder; a test or the demo changes it. */
const Installed = z.object({
  exchangeModuleVersion: z.string().nullable().default('3.10.1'),
  midServices: z.array(z.object({ name: z.string(), account: z.string() })).default([]),
});

const StoredCertificate = z.object({
  thumbprint: z.string(),
  tag: z.string(),
  certificatePem: z.string(),
  privateKeyPem: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  provider: z.string(),
  exportable: z.boolean(),
  access: z.array(z.object({ sid: z.string(), identity: z.string(), rights: z.string() })),
});
export type StoredCertificate = z.infer<typeof StoredCertificate>;

/** The certificate store of a server, as files that survive a killed process. */
export function openServer(folder: string) {
  const store = join(folder, 'certificates');
  mkdirSync(store, { recursive: true });
  const file = (thumbprint: string) => join(store, `${thumbprint}.json`);
  return {
    installed(): z.infer<typeof Installed> {
      const path = join(folder, 'server.json');
      return Installed.parse(existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});
    },
    find(thumbprint: string): StoredCertificate | undefined {
      const path = file(thumbprint.toUpperCase());
      return existsSync(path) ? StoredCertificate.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
    },
    tagged(tag: string): StoredCertificate[] {
      return readdirSync(store)
        .filter((name) => name.endsWith('.json'))
        .map((name) => StoredCertificate.parse(JSON.parse(readFileSync(join(store, name), 'utf8'))))
        .filter((certificate) => certificate.tag === tag);
    },
    save(certificate: StoredCertificate): void {
      const path = file(certificate.thumbprint);
      writeFileSync(`${path}.new`, JSON.stringify(certificate), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}
export type Server = ReturnType<typeof openServer>;
