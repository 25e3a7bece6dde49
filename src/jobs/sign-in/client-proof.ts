import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ManagedIdentityCredential } from '@azure/identity';
import { importPKCS8 } from 'jose';
import { type ClientAuth, ClientSecretPost, modifyAssertion, PrivateKeyJwt } from 'openid-client';
import type { CloudName } from '../../contracts/clouds.ts';
import { TOKEN_EXCHANGE } from '../../graph/sign-in/credential.ts';
import type { CredentialConfig } from '../../graph/sign-in/credential-config.ts';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How the application proves itself when it redeems the code of a sign-in: with what it has for Graph already. */
export async function clientProof({ proof }: CredentialConfig, cloud: CloudName): Promise<ClientAuth> {
  switch (proof.kind) {
    case 'secret':
      return ClientSecretPost(proof.secret);
    case 'certificate':
      return byCertificate(await readFile(proof.path, 'utf8'));
    case 'federated': {
      const identity = new ManagedIdentityCredential({ clientId: proof.identity });
      return byAssertion((await identity.getToken(TOKEN_EXCHANGE[cloud])).token);
    }
    case 'workload-identity':
      return byAssertion((await readFile(proof.tokenFile, 'utf8')).trim());
  }
}

// https://learn.microsoft.com/entra/identity-platform/certificate-credentials
async function byCertificate(pem: string): Promise<ClientAuth> {
  const key = await importPKCS8(createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString(), 'PS256');
  const thumbprint = createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url');
  return PrivateKeyJwt(key, {
    [modifyAssertion]: (header) => {
      header['x5t#S256'] = thumbprint;
    },
  });
}

function byAssertion(token: string): ClientAuth {
  return (_server, { client_id }, body) => {
    body.set('client_id', client_id);
    body.set('client_assertion_type', ASSERTION_TYPE);
    body.set('client_assertion', token);
  };
}
