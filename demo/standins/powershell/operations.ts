import { createCertificate, grantKeyAccess, importCertificate, shareCertificate } from './certificate-operations.ts';
import { checkServer } from './check-server.ts';
import { registerInExchange, verifyConnection, verifySearch } from './exchange-operations.ts';
import type { Operation } from './operation.ts';

/** The module's operations, by name. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  echo: (input) => ({ output: input }),
  'check-server': checkServer,
  'create-certificate': createCertificate,
  'share-certificate': shareCertificate,
  'import-certificate': importCertificate,
  'grant-key-access': grantKeyAccess,
  'register-in-exchange': registerInExchange,
  'verify-connection': verifyConnection,
  'verify-search': verifySearch,
};
