import type { RunnerStepName } from '../../../src/contracts/steps/index.ts';
import type { Call } from './call.ts';
import { checkServer } from './check-server.ts';
import { ownError } from './failure.ts';

// A process runs one operation: what another one needs is not loaded.
const certificates = () => import('./certificate-operations.ts');
const held = () => import('./held-certificates.ts');
const exchange = () => import('./exchange-operations.ts');

/** The operations of the PowerShell module, by name; answers have the shape of the module's. */
export const OPERATIONS: Readonly<
  Record<RunnerStepName | 'echo' | 'verify-search' | 'report-server', (call: Call) => unknown>
> = {
  echo: ({ input }) => input,
  'check-server': checkServer,
  'create-certificate': async (call) => (await certificates()).createCertificate(call),
  'share-certificate': async (call) => (await certificates()).shareCertificate(call),
  'import-certificate': async (call) => (await certificates()).importCertificate(call),
  'grant-key-access': async (call) => (await held()).grantKeyAccess(call),
  'erase-certificate': async (call) => (await held()).eraseCertificate(call),
  'register-in-exchange': async (call) => (await exchange()).registerInExchange(call),
  'remove-from-exchange': async (call) => (await exchange()).removeFromExchange(call),
  'verify-connection': async (call) => (await exchange()).verifyConnection(call),
  'verify-search': async (call) => (await exchange()).verifySearch(call),
  'report-server': async (call) => (await import('./report-server.ts')).reportServer(call),
};

export async function operate(name: string, call: Call): Promise<unknown> {
  const operation = new Map<string, (call: Call) => unknown>(Object.entries(OPERATIONS)).get(name);
  if (!operation) throw ownError('operation-unknown', `The module of this runner does not know ${name}.`);
  return operation(call);
}
