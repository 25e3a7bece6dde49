import type { RunnerStepName } from '../../../src/contracts/steps/index.ts';
import type { Call } from './call.ts';
import {
  createCertificate,
  eraseCertificate,
  grantKeyAccess,
  importCertificate,
  shareCertificate,
} from './certificate-operations.ts';
import { checkServer } from './check-server.ts';
import { registerInExchange, removeFromExchange, verifyConnection, verifySearch } from './exchange-operations.ts';
import { ownError } from './failure.ts';

/** The operations of the PowerShell module, by name; answers have the shape of the module's. */
export const OPERATIONS: Readonly<Record<RunnerStepName | 'echo' | 'verify-search', (call: Call) => unknown>> = {
  echo: ({ input }) => input,
  'check-server': checkServer,
  'create-certificate': createCertificate,
  'share-certificate': shareCertificate,
  'import-certificate': importCertificate,
  'grant-key-access': grantKeyAccess,
  'erase-certificate': eraseCertificate,
  'register-in-exchange': registerInExchange,
  'remove-from-exchange': removeFromExchange,
  'verify-connection': verifyConnection,
  'verify-search': verifySearch,
};

export async function operate(name: string, call: Call): Promise<unknown> {
  const operation = new Map<string, (call: Call) => unknown>(Object.entries(OPERATIONS)).get(name);
  if (!operation) throw ownError('operation-unknown', `The module of this runner does not know ${name}.`);
  return operation(call);
}
