import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { readable } from './certificate-operations.ts';
import type { StandInEnvironment } from './environment.ts';

export const Connection = z.object({
  organization: z.string(),
  appId: z.string(),
  thumbprint: z.string(),
});
export type Connection = z.infer<typeof Connection>;

const Answer = z.looseObject({ ok: z.boolean(), message: z.string().optional() });

/** Asks the stand-in Entra. @throws Error with the text that Microsoft's module shows */
export async function ask<S extends z.ZodType>(
  { entra }: StandInEnvironment,
  path: string,
  schema: S,
  body?: unknown,
): Promise<z.infer<S>> {
  const response = await fetch(
    new URL(path, entra),
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const answer = Answer.parse(await response.json());
  if (!answer.ok) throw new Error(answer.message ?? `The stand-in Entra answered ${response.status}.`);
  return schema.parse(answer);
}

/** Connect-IPPSSession with a certificate: needs the key, and everything that Entra and Exchange ask for. */
export async function connect(connection: Connection, environment: StandInEnvironment) {
  const { organization, appId, thumbprint } = connection;
  const certificate = readable(thumbprint, environment);
  const { raw } = new X509Certificate(certificate.certificatePem);
  const now = Math.floor(Date.now() / 1000);
  const clientAssertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'PS256', 'x5t#S256': createHash('sha256').update(raw).digest('base64url') })
    .setIssuer(appId)
    .setSubject(appId)
    .setAudience(`https://login.microsoftonline.com/${organization}/oauth2/v2.0/token`)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + 300)
    .setJti(crypto.randomUUID())
    .sign(createPrivateKey(certificate.privateKeyPem));
  return ask(environment, '/exchange/connect', z.looseObject({ tenantId: z.string(), connectionId: z.string() }), {
    tenantOrOrganization: organization,
    appId,
    thumbprint,
    clientAssertion,
    server: environment.server,
    account: environment.account,
  });
}
