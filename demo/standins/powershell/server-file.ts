import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** `server.json` in a MID server's folder: what is installed there. Everything has a good default. */
export const ServerFile = z.object({
  /** Version of ExchangeOnlineManagement; null: not installed. */
  exchangeModuleVersion: z.string().nullable().default('3.10.1'),
  /** Accounts that run elevated. */
  administrators: z.array(z.string()).default(['CORP\\svc-exo-elevated', 'LocalSystem']),
  midServices: z
    .array(z.object({ name: z.string(), account: z.string() }))
    .default([{ name: 'snc_mid', account: 'CORP\\svc-mid' }]),
  clockSkewSeconds: z.number().int().default(0),
});
export type ServerFile = z.infer<typeof ServerFile>;

export function readServerFile(folder: string): ServerFile {
  const file = join(folder, 'server.json');
  return ServerFile.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
}

/** Changes what is installed on a MID server, e.g. `{ exchangeModuleVersion: '3.1.0' }`. */
export function changeServerFile(folder: string, changes: Partial<ServerFile>): void {
  const changed = { ...readServerFile(folder), ...changes };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'server.json'), `${JSON.stringify(changed, undefined, 2)}\n`);
}
