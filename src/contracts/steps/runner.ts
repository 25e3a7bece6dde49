import { z } from 'zod';
import { CloudName } from '../clouds.ts';
import { Guid, Instant, Name, TenantId, Thumbprint } from '../ids.ts';
import { PublicJwk } from '../keys.ts';

export const Finding = z.object({
  code: z.string(),
  level: z.enum(['ok', 'warning', 'blocks']),
  message: z.string(),
  /** The sentence that fixes it; empty for `ok`. */
  advice: z.string(),
});
export type Finding = z.infer<typeof Finding>;

export const StoreLocation = z.enum(['LocalMachine', 'CurrentUser']);
export type StoreLocation = z.infer<typeof StoreLocation>;

export const checkServer = {
  input: z.object({
    cloud: CloudName,
    /** Friendly name that marks the certificates of this tenant and deployment. */
    certificateTag: z.string(),
    storeLocation: StoreLocation,
    minimumModuleVersion: z.string(),
    recommendedModuleVersion: z.string(),
  }),
  output: z.object({
    computerName: z.string(),
    powerShellVersion: z.string(),
    exchangeModuleVersion: z.string().nullable(),
    midServices: z.array(z.object({ name: z.string(), account: z.string() })),
    /** Thumbprints of tagged certificates with a private key on this server. */
    certificates: z.array(Thumbprint),
    findings: z.array(Finding),
  }),
};

export const createCertificate = {
  input: z.object({
    tenantId: TenantId,
    certificateTag: z.string(),
    subject: z.string(),
    dnsName: z.string(),
    provider: z.string(),
    storeLocation: StoreLocation,
    /** Days of validity, already limited by the tenant's policy. */
    days: z.number().int().positive(),
    /** A certificate found by its tag is used again when it is valid for more days than this. */
    renewBeforeDays: z.number().int().nonnegative(),
    /** What the certificate's key must sign (`possessionChallenge`). */
    challenge: z.string().max(200).startsWith('exo-possession\n'),
    /** Certificates on the application already: the tenant took these, however long they are valid. */
    attached: z.array(Thumbprint).default([]),
  }),
  output: z.object({
    thumbprint: Thumbprint,
    /** The public part, base64 of DER. */
    certificate: z.base64(),
    notBefore: Instant,
    notAfter: Instant,
    provider: z.string(),
    created: z.boolean(),
    /** Signature over the challenge, RSASSA-PKCS1-v1_5 with SHA-256, base64. */
    possession: z.base64().default(''),
    keyBits: z.number().int().nonnegative().default(0),
    /** As Windows names it, e.g. `sha256RSA`. */
    signatureAlgorithm: z.string().max(60).default(''),
  }),
};

export const shareCertificate = {
  input: z.object({
    thumbprint: Thumbprint,
    storeLocation: StoreLocation,
    recipient: z.object({ runner: Name, sealKey: PublicJwk }),
  }),
  output: z.object({
    /** Compact JWE of the PFX and its password, for the recipient alone. */
    sealed: z.string(),
  }),
};

export const importCertificate = {
  input: z.object({
    thumbprint: Thumbprint,
    certificateTag: z.string(),
    storeLocation: StoreLocation,
    provider: z.string(),
    /** null when the certificate was found on this server by check-server. */
    sealed: z.string().nullable(),
  }),
  output: z.object({ thumbprint: Thumbprint, imported: z.boolean(), provider: z.string() }),
};

export const grantKeyAccess = {
  input: z.object({
    thumbprint: Thumbprint,
    storeLocation: StoreLocation,
    /** `DOMAIN\user`, `DOMAIN\gmsa$`, `NT SERVICE\name`, `LocalSystem` or a SID. */
    account: z.string(),
  }),
  output: z.object({
    account: z.string(),
    sid: z.string(),
    changed: z.boolean(),
    /** Everybody who can use the key now, for the record. */
    access: z.array(z.object({ identity: z.string(), rights: z.string() })),
  }),
};

const Connection = z.object({
  tenantId: TenantId,
  cloud: CloudName,
  organization: z.string(),
  appId: Guid,
  thumbprint: Thumbprint,
  /** Overrides the cloud's `-ConnectionUri`. */
  connectionUri: z.url().nullable(),
});

export const registerInExchange = {
  input: Connection.extend({
    /** Object id of the enterprise application, the `-ObjectId` of New-ServicePrincipal. */
    servicePrincipalId: Guid,
    displayName: z.string(),
  }),
  output: z.object({ objectId: Guid, displayName: z.string(), created: z.boolean() }),
};

const Proof = z.object({
  state: z.enum(['ok', 'failed', 'not-tested']),
  /** One sentence; for `failed` and `not-tested` it says why. */
  message: z.string(),
});

export const verifyConnection = {
  input: Connection,
  output: z.object({
    account: z.string(),
    computerName: z.string(),
    token: Proof,
    session: Proof,
    search: Proof,
  }),
};
