import { z } from 'zod';
import { CloudName } from '../clouds.ts';
import { Guid, Instant, Name, TenantId, Thumbprint } from '../ids.ts';
import { Code, LIMITS, limitedText } from '../limits.ts';

const Label = limitedText(LIMITS.name);
const Sentence = limitedText(LIMITS.sentence);

export const Finding = z.object({
  code: Code,
  level: z.enum(['ok', 'warning', 'blocks']),
  message: Sentence,
  /** The sentence that fixes it; empty for `ok`. */
  advice: Sentence,
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
    computerName: Label,
    powerShellVersion: Label,
    exchangeModuleVersion: Label.nullable(),
    midServices: z.array(z.object({ name: Label, account: Label })).max(LIMITS.entries),
    /** Thumbprints of tagged certificates with a private key on this server. */
    certificates: z.array(Thumbprint).max(LIMITS.entries),
    findings: z.array(Finding).max(LIMITS.findings),
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
    /** Certificates that this one takes the place of: never used again, however long they are valid. */
    replaces: z.array(Thumbprint).default([]),
  }),
  output: z.object({
    thumbprint: Thumbprint,
    /** The public part, base64 of DER. */
    certificate: z.base64().max(LIMITS.certificate),
    notBefore: Instant,
    notAfter: Instant,
    provider: Label,
    created: z.boolean(),
    /** Signature over the challenge, RSASSA-PKCS1-v1_5 with SHA-256, base64. */
    possession: z.base64().max(LIMITS.certificate).default(''),
    keyBits: z.number().int().nonnegative().default(0),
    /** As Windows names it, e.g. `sha256RSA`. */
    signatureAlgorithm: z.string().max(60).default(''),
  }),
};

export const shareCertificate = {
  input: z.object({
    thumbprint: Thumbprint,
    storeLocation: StoreLocation,
    /** The accepted runner to seal for, with the record that the orchestrator signed. */
    recipient: z.object({ runner: Name, generation: z.number().int().min(0), record: z.string().max(4000) }),
  }),
  output: z.object({
    /** Compact JWE of the PFX and its password, for the recipient alone. */
    sealed: z.string().max(LIMITS.sealed),
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
  output: z.object({ thumbprint: Thumbprint, imported: z.boolean(), provider: Label }),
};

export const grantKeyAccess = {
  input: z.object({
    thumbprint: Thumbprint,
    storeLocation: StoreLocation,
    /** `DOMAIN\user`, `DOMAIN\gmsa$`, `NT SERVICE\name`, `LocalSystem` or a SID. */
    account: z.string(),
  }),
  output: z.object({
    account: Label,
    sid: Label,
    changed: z.boolean(),
    /** Everybody who can use the key now, for the record. */
    access: z.array(z.object({ identity: Label, rights: Label })).max(LIMITS.entries),
  }),
};

/** Deletes certificates that carry our mark, with their private keys. What is gone already is no failure. */
export const eraseCertificate = {
  input: z.object({
    thumbprints: z.array(Thumbprint).max(LIMITS.entries),
    certificateTag: z.string().min(1),
    storeLocation: StoreLocation,
  }),
  output: z.object({
    erased: z.array(Thumbprint).max(LIMITS.entries),
    /** Those that were not on this server any more. */
    missing: z.array(Thumbprint).max(LIMITS.entries),
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
  output: z.object({ objectId: Guid, displayName: Label, created: z.boolean() }),
};

export const removeFromExchange = {
  input: Connection.extend({
    /** Object id of the enterprise application, the `-Identity` of Remove-ServicePrincipal. */
    servicePrincipalId: Guid,
  }),
  output: z.object({
    removed: z.boolean(),
    /** Why it is still there, where this server could not connect any more; empty otherwise. */
    remains: Sentence,
  }),
};

const Proof = z.object({
  state: z.enum(['ok', 'failed', 'not-tested']),
  /** One sentence; for `failed` and `not-tested` it says why. */
  message: Sentence,
});

export const verifyConnection = {
  input: Connection,
  output: z.object({
    account: Label,
    computerName: Label,
    token: Proof,
    session: Proof,
    search: Proof,
  }),
};
