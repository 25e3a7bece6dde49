import tls from 'node:tls';
import { createCertificateAuthority, issueServerCertificate } from '../../demo/standins/certificates.ts';
import { demoSeed } from '../../demo/standins/entra/demo-state.ts';
import { type EntraOptions, type EntraStandIn, startEntra } from '../../demo/standins/entra/server.ts';
import type { BootstrapSeed } from '../../demo/standins/entra/state/seed.ts';

export const TEST_SECRET = 'test-secret-of-the-automation';

export interface TestEntra extends EntraStandIn {
  /** PEM: for child processes, as the file that NODE_EXTRA_CA_CERTS names. */
  readonly caPem: string;
}

export interface TestEntraOptions extends Partial<Omit<EntraOptions, 'tls'>> {
  /** Credentials of the automation's own application; default: `TEST_SECRET`. */
  readonly credentials?: Pick<BootstrapSeed, 'secrets' | 'certificates' | 'redirectUris'>;
}

interface Keys {
  readonly caPem: string;
  readonly tls: EntraOptions['tls'];
  readonly signingKey: string;
}

let keys: Keys | undefined;

/** Made once per test file: RSA keys are slow to make. */
function keysOfThisProcess(): Keys {
  if (keys) return keys;
  const authority = createCertificateAuthority();
  const server = issueServerCertificate(authority, ['localhost', '127.0.0.1']);
  // NODE_EXTRA_CA_CERTS is read at process start only; this reaches fetch and Node's https alike.
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.certificatePem]);
  keys = { caPem: authority.certificatePem, tls: server, signingKey: authority.privateKeyPem };
  return keys;
}

/** Starts the stand-in with the demo's directory and makes this process trust its throw-away authority. */
export async function startTestEntra(options: TestEntraOptions = {}): Promise<TestEntra> {
  const { credentials = { secrets: [TEST_SECRET] }, ...rest } = options;
  const { caPem, ...secrets } = keysOfThisProcess();
  const standIn = await startEntra({ seed: demoSeed(credentials), ...secrets, ...rest });
  return { ...standIn, caPem };
}
