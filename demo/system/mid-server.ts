import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Account of the MID service on every server of the demo. */
export const MID_ACCOUNT = 'CORP\\svc-mid';
/** Newest version of ExchangeOnlineManagement that the demo knows. */
export const GOOD_MODULE = '3.10.1';
/** Too old: it cannot connect with a certificate as the runs need it. */
export const OLD_MODULE = '3.1.0';

/** What is installed on a MID server; done again, it changes the version of the Exchange module. */
export function installModule(folder: string, version: string): void {
  mkdirSync(folder, { recursive: true });
  const midServices = [{ name: 'snc_mid', account: MID_ACCOUNT }];
  writeFileSync(join(folder, 'server.json'), JSON.stringify({ exchangeModuleVersion: version, midServices }));
}
