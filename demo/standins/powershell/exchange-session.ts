import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { sidOf } from './accounts.ts';
import type { Call } from './call.ts';
import { findCertificate, type StoredCertificate } from './certificate-store.ts';
import { cryptographicError, ownError, StandInError } from './failure.ts';

export const Connection = z.object({
  tenantId: z.string(),
  organization: z.string(),
  appId: z.string(),
  thumbprint: z.string(),
});
export type Connection = z.infer<typeof Connection>;

export interface Session {
  readonly connectionId: string;
  /** Asks the admin door of the stand-in for Entra. @throws StandInError with Microsoft's text */
  ask<S extends z.ZodType>(method: 'GET' | 'POST', path: string, answer: S, body?: unknown): Promise<z.infer<S>>;
}

const Refused = z.object({ ok: z.literal(false), message: z.string() });
const Connected = z.object({ ok: z.literal(true), tenantId: z.string(), connectionId: z.string() });

/** Connect-IPPSSession: signs in with the certificate, as far as this account may use it. */
export async function connect({ machine, server, elevated }: Call, connection: Connection): Promise<Session> {
  if (server.exchangeModuleVersion === null) {
    const message = 'ExchangeOnlineManagement is not installed for the account of this runner.';
    throw ownError('exchange-module-missing', message);
  }
  const certificate = findCertificate(machine.folder, connection.thumbprint);
  if (!certificate) throw new StandInError(`Cannot find certificate with thumbprint ${connection.thumbprint}.`);
  const sid = sidOf(machine.account);
  const mayRead = elevated || certificate.access.some((entry) => entry.sid === sid);
  if (!mayRead) throw cryptographicError('Keyset does not exist');
  const ask = createAsker(machine.entraUrl);
  const { tenantId, connectionId } = await ask('POST', '/exchange/connect', Connected, {
    tenantOrOrganization: connection.organization,
    appId: connection.appId,
    thumbprint: connection.thumbprint,
    clientAssertion: await sign(certificate, connection),
    server: machine.server,
    account: machine.account,
  });
  if (tenantId !== connection.tenantId) {
    const message = `The session was opened in tenant ${tenantId} and not in ${connection.tenantId}.`;
    throw ownError('session-wrong-tenant', message);
  }
  return { connectionId, ask };
}

function createAsker(entraUrl: string): Session['ask'] {
  return async (method, path, answer, body) => {
    const response = await fetch(`${entraUrl}${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    }).catch((error: unknown) => {
      throw new StandInError('Unable to connect to the remote server', {
        exception: `System.Net.WebException: ${String(error)}`,
      });
    });
    const document: unknown = await response.json();
    const refused = Refused.safeParse(document);
    if (refused.success) throw new StandInError(refused.data.message);
    return answer.parse(document);
  };
}

/** The client assertion that proves possession of the private key. */
function sign(certificate: StoredCertificate, { appId, organization }: Connection): Promise<string> {
  const { raw } = new X509Certificate(certificate.certificatePem);
  return new SignJWT()
    .setProtectedHeader({ alg: 'PS256', 'x5t#S256': createHash('sha256').update(raw).digest('base64url') })
    .setIssuer(appId)
    .setSubject(appId)
    .setAudience(`https://login.microsoftonline.com/${organization}/oauth2/v2.0/token`)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(createPrivateKey(certificate.privateKeyPem));
}
