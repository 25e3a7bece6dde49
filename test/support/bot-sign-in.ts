import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { createCertificateAuthority, issueServerCertificate } from '../../demo/standins/certificates.ts';

const LOGIN = 'login.microsoftonline.com';

/**
 * The sign-in of the bot at Microsoft: gives a token to whoever signs with a certificate that it knows. Until it is disposed of,
 * every host that is not this machine leads to it, for this process.
 * @param certificates PEM texts that are uploaded to the bot's application
 */
export async function startBotSignIn(certificates: readonly string[]) {
  let known = certificates;
  const authority = createCertificateAuthority();
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority.certificatePem]);
  const { certificatePem: cert, privateKeyPem: key } = issueServerCertificate(authority, [LOGIN]);
  const server = createServer({ cert, key }, (request, response) => {
    text(request)
      .then((body) => tokenFor(new URLSearchParams(body).get('client_assertion')))
      .then((answer) => {
        response.writeHead('error' in answer ? 401 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer));
      })
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const { connect } = Socket.prototype;
  process.env['EXO_TEST_INTERNET'] = String(address.port);
  createRequire(import.meta.url)('../attacks/world/internet.cjs');

  async function tokenFor(assertion: string | null) {
    if (assertion === null) return {};
    const certificate = known.map((pem) => new X509Certificate(pem)).find((each) => isNamedBy(assertion, each));
    const refused = { error: 'invalid_client', error_description: 'AADSTS700027: The certificate is not registered.' };
    if (!certificate) return refused;
    await jwtVerify(assertion, certificate.publicKey, { algorithms: ['PS256', 'RS256'], clockTolerance: 300 });
    return { token_type: 'Bearer', expires_in: 3600, access_token: 'token-for-teams' };
  }

  return {
    /** From now on these are uploaded. */
    know(now: readonly string[]): void {
      known = now;
    },
    async [Symbol.asyncDispose]() {
      Socket.prototype.connect = connect;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function isNamedBy(assertion: string, { raw }: X509Certificate): boolean {
  const header: Record<string, unknown> = { ...decodeProtectedHeader(assertion) };
  const names = [header['x5t#S256'], header['x5t']];
  return ['sha256', 'sha1'].some((how) => names.includes(createHash(how).update(raw).digest('base64url')));
}
