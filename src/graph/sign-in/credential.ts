import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { CLOUDS, type CloudName } from '../../contracts/clouds.ts';
import { ConfigurationError, messageOf } from '../../process/errors.ts';
import type { CredentialConfig } from './credential-config.ts';

// https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
export const TOKEN_EXCHANGE: Readonly<Record<CloudName, string>> = {
  global: 'api://AzureADTokenExchange/.default',
  usgov: 'api://AzureADTokenExchangeUSGov/.default',
  dod: 'api://AzureADTokenExchangeUSGov/.default',
  china: 'api://AzureADTokenExchangeChina/.default',
};

/**
 * One credential for all tenants of a cloud: `getToken(scope, { tenantId })`. Tokens are kept in its memory only.
 * @throws ConfigurationError when the certificate file cannot be used.
 */
export function createCredential(config: CredentialConfig, cloud: CloudName): TokenCredential {
  const { homeTenantId, clientId, proof } = config;
  const options = {
    authorityHost: config.authorityHost ?? CLOUDS[cloud].authorityHost,
    additionallyAllowedTenants: ['*'],
    // An authority of our own cannot be looked up at Microsoft.
    disableInstanceDiscovery: config.authorityHost !== undefined,
  };
  switch (proof.kind) {
    case 'certificate':
      checkCertificateFile(proof.path);
      return new ClientCertificateCredential(homeTenantId, clientId, { certificatePath: proof.path }, options);
    case 'secret':
      return new ClientSecretCredential(homeTenantId, clientId, proof.secret, options);
    case 'federated': {
      const identity = new ManagedIdentityCredential({ clientId: proof.identity });
      const assertion = async () => (await identity.getToken(TOKEN_EXCHANGE[cloud])).token;
      return new ClientAssertionCredential(homeTenantId, clientId, assertion, options);
    }
    case 'workload-identity':
      return new WorkloadIdentityCredential({
        tenantId: homeTenantId,
        clientId,
        tokenFilePath: proof.tokenFile,
        ...options,
      });
  }
}

function checkCertificateFile(path: string): void {
  let pem: string;
  let expired: boolean;
  try {
    pem = readFileSync(path, 'utf8');
    expired = new X509Certificate(pem).validToDate < new Date();
  } catch (error) {
    throw new ConfigurationError(
      `AZURE_CLIENT_CERTIFICATE_PATH names no readable PEM certificate: ${messageOf(error)}`,
      'Give it the path of a PEM file that holds the certificate and its private key; a PFX must be converted first.',
      { cause: error },
    );
  }
  if (!pem.includes('PRIVATE KEY-----') || pem.includes('ENCRYPTED PRIVATE KEY-----')) {
    throw new ConfigurationError(
      'The file of AZURE_CLIENT_CERTIFICATE_PATH holds no private key that can be used.',
      'Put the unencrypted private key (PKCS #8, PEM) into the same file and let only this service read it.',
    );
  }
  if (expired) {
    throw new ConfigurationError(
      "The certificate of the bot's application has expired.",
      'Make a new one, upload it to the application in the home tenant, and replace the file of AZURE_CLIENT_CERTIFICATE_PATH.',
    );
  }
}
